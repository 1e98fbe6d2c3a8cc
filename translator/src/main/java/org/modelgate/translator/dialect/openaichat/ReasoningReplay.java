package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.openai.ChatTarget;

/**
 * Reasoning of earlier turns for a provider that wants it back (translation table 6.3). Only what this provider made is sent:
 * our carriers tell; a bare signature is another provider's.
 */
final class ReasoningReplay {
    private final TargetContext context;
    private final ChatTarget target;

    ReasoningReplay(TargetContext context, ChatTarget target) {
        this.context = context;
        this.target = target;
    }

    /** An entry of {@code reasoning_details} that goes back as it came. */
    private record Detail(String type, String text, String sealedValue) {}

    void write(JsonGenerator g, List<ContentPart> parts, boolean calls) throws IOException {
        if (target.replay() == ChatTarget.Replay.NEVER) {
            return;
        }
        StringBuilder text = new StringBuilder();
        List<Detail> details = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof ContentPart.Thinking thinking) {
                thinking(thinking, text, details);
            } else if (part instanceof ContentPart.RedactedThinking redacted) {
                open(redacted.data()).ifPresent(o -> details.add(new Detail("reasoning.encrypted", "", o.payload())));
            }
        }
        boolean required = target.replay() == ChatTarget.Replay.REQUIRED && calls;
        if (details.isEmpty() && (required || !text.isEmpty())) {
            g.writeStringField("reasoning_content", text.toString());
        } else if (!details.isEmpty()) {
            details(g, details);
        }
    }

    private void thinking(ContentPart.Thinking thinking, StringBuilder text, List<Detail> details) {
        String signature = thinking.signature();
        if (signature == null || signature.isEmpty()) {
            text.append(thinking.text());
            return;
        }
        open(signature).ifPresent(opened -> {
            text.append(thinking.text());
            if (opened.kind().equals("thinking") && !opened.payload().isEmpty()) {
                details.add(new Detail("reasoning.text", thinking.text(), opened.payload()));
            }
        });
    }

    private Optional<Carriers.Opened> open(@Nullable String value) {
        return value != null && Carriers.isCarrier(value)
                ? context.carriers().open(value, context.provider(), context.model())
                : Optional.empty();
    }

    private static void details(JsonGenerator g, List<Detail> details) throws IOException {
        g.writeArrayFieldStart("reasoning_details");
        int index = 0;
        for (Detail detail : details) {
            boolean encrypted = detail.type().equals("reasoning.encrypted");
            g.writeStartObject();
            g.writeStringField("type", detail.type());
            if (!encrypted) {
                g.writeStringField("text", detail.text());
            }
            g.writeStringField(encrypted ? "data" : "signature", detail.sealedValue());
            g.writeNumberField("index", index++);
            g.writeEndObject();
        }
        g.writeEndArray();
    }
}
