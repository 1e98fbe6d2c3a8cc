package org.modelgate.translator.framing;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.StreamDecoder;

/**
 * What all decoders of server-sent events have in common: the answer ends once, with the {@code Done} of the dialect's
 * {@link Reader} or with one {@code Failed}, and nothing comes out behind that. Comments are pings. What a dialect makes of an
 * event is the reader's part.
 */
public final class SseStreamDecoder implements StreamDecoder {
    /** One dialect's reading of one stream. A {@link GatewayException} from any of its methods ends the stream with that error. */
    public interface Reader {
        /**
         * An event that has data.
         *
         * @param event valid during the call only
         * @param out takes {@code Done} if this event ends the answer
         * @throws JsonProcessingException if the data are no JSON, which fails the stream
         */
        void event(SseEvent event, Consumer<StreamEvent> out) throws IOException;

        /** What a provider says that answers with bare JSON instead of a stream: an error in any case. */
        GatewayError bareJson(byte[] json);

        /** The source ended before the answer did. Ends it, or returns to have it fail as cut off. */
        default void sourceEnded(Consumer<StreamEvent> out) {
            // Most dialects have a terminal event that must come.
        }
    }

    private final SseDecoder sse = new SseDecoder();
    private final Reader reader;
    private boolean over;

    public SseStreamDecoder(Reader reader) {
        this.reader = reader;
    }

    @Override
    public void feed(byte[] bytes, Consumer<StreamEvent> out) {
        guarded(out, to -> sse.feed(bytes, event -> event(event, to)));
    }

    @Override
    public void end(Consumer<StreamEvent> out) {
        guarded(out, to -> {
            sse.end(event -> event(event, to));
            if (!over) {
                reader.sourceEnded(to);
            }
            if (!over) {
                throw GatewayError.provider("the provider's stream ended before the answer was whole")
                        .asException();
            }
        });
    }

    private void guarded(Consumer<StreamEvent> out, Consumer<Consumer<StreamEvent>> step) {
        if (over) {
            return;
        }
        try {
            step.accept(event -> give(event, out));
        } catch (GatewayException e) {
            give(new StreamEvent.Failed(e.error()), out);
        }
    }

    private void give(StreamEvent event, Consumer<StreamEvent> out) {
        if (!over) {
            over = event instanceof StreamEvent.Done || event instanceof StreamEvent.Failed;
            out.accept(event);
        }
    }

    private void event(SseEvent event, Consumer<StreamEvent> out) {
        if (over) {
            return;
        }
        switch (event.kind()) {
            case COMMENT -> out.accept(new StreamEvent.Ping());
            case RAW_JSON -> throw reader.bareJson(event.data()).asException();
            case EVENT -> data(event, out);
        }
    }

    private void data(SseEvent event, Consumer<StreamEvent> out) {
        if (event.length() == 0) {
            return;
        }
        try {
            reader.event(event, out);
        } catch (JsonProcessingException e) {
            GatewayError error = GatewayError.provider("the provider's stream holds an event that is not JSON");
            out.accept(new StreamEvent.Failed(error));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
