package org.modelgate.translator;

import java.util.function.Consumer;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.StreamEvent;

/** Provider bytes in, canonical events out. Any split of the bytes gives the same events. */
public interface StreamDecoder {
    void feed(byte[] bytes, Consumer<StreamEvent> out);

    /** The source ended. Emits {@code Failed} if its terminal marker is missing and the dialect doesn't allow that. */
    void end(Consumer<StreamEvent> out);

    /** The gateway ends the answer here: emits what was held back, and a finish as at the cap of output tokens. */
    default void cut(Consumer<StreamEvent> out) {
        out.accept(new StreamEvent.Finish(FinishReason.LENGTH, null, null));
    }
}
