package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;

/** Cache marks as {@code prompt_cache_breakpoint}: of those on system, user and tool messages the latest three, or four. */
public final class Breakpoints {
    private static final int MAX = 3;
    /** Where the client says that it marks all itself, the API adds none of its own. */
    private static final int MAX_EXPLICIT = 4;

    private final boolean supported;
    private int toSkip;

    public Breakpoints(boolean supported, InferenceRequest request) {
        this(supported, false, request);
    }

    /** @param explicit whether the provider is told that there are no marks but these */
    public Breakpoints(boolean supported, boolean explicit, InferenceRequest request) {
        this.supported = supported;
        this.toSkip = supported ? count(request) - (explicit ? MAX_EXPLICIT : MAX) : 0;
    }

    private static int count(InferenceRequest request) {
        int count = 0;
        for (ContentPart.Text text : request.system()) {
            count += text.cache() == null ? 0 : 1;
        }
        for (Message message : request.messages()) {
            if (message.role() != Message.Role.ASSISTANT) {
                for (ContentPart part : message.parts()) {
                    count += PartMarks.of(part) == null ? 0 : 1;
                }
            }
        }
        return count;
    }

    /** Writes the member into the part that is being written, if it is its turn. */
    public void write(JsonGenerator g, ContentPart.@Nullable CacheMark mark) throws IOException {
        if (!supported || mark == null || toSkip-- > 0) {
            return;
        }
        g.writeObjectFieldStart("prompt_cache_breakpoint");
        g.writeStringField("mode", "explicit");
        g.writeEndObject();
    }
}
