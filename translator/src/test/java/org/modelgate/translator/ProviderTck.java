package org.modelgate.translator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.StreamEvent;

/** What every dialect must hold to as a provider's. */
public abstract class ProviderTck {
    protected abstract Dialect dialect();

    /** Streams of a provider, each whole, its terminal marker in the last line. */
    protected abstract List<String> providerStreams();

    @Property(tries = 150)
    void anySplitOfTheBytesGivesTheSameEvents(@ForAll @Size(max = 40) List<@IntRange(max = 50) Integer> steps) {
        for (String stream : providerStreams()) {
            byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
            List<StreamEvent> expected = decode(bytes, List.of());
            assertThat(expected).last().isInstanceOf(StreamEvent.Done.class);
            assertThat(decode(bytes, steps)).isEqualTo(expected);
        }
    }

    @Property(tries = 150)
    void aCutStreamIsNeverWhole(@ForAll @IntRange(min = 1, max = 10_000) int cut) {
        for (String stream : providerStreams()) {
            byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
            // the terminal marker is the last line; a cut before it must show
            int markerAt = stream.stripTrailing().lastIndexOf('\n');
            int to = Math.min(cut, stream.substring(0, markerAt).getBytes(StandardCharsets.UTF_8).length);
            List<StreamEvent> events = decode(Arrays.copyOf(bytes, to), List.of());
            assertThat(events).noneMatch(StreamEvent.Done.class::isInstance);
            assertThat(events).last().isInstanceOf(StreamEvent.Failed.class);
        }
    }

    @Property(tries = 200)
    void everyUpstreamErrorGetsACode(@ForAll @IntRange(min = 300, max = 599) int status, @ForAll String body) {
        GatewayError error = dialect().errors().decode(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(error.code()).isNotNull();
        assertThat(error.message()).isNotBlank();
        assertThat(error.status()).isBetween(400, 599).isNotIn(401, 402, 403);
        boolean others = error.fault() == Fault.PROVIDER || error.code() == ErrorCode.INVALID_REQUEST;
        assertThat(others || error.code() == ErrorCode.REQUEST_TOO_LARGE).isTrue();
    }

    private List<StreamEvent> decode(byte[] bytes, List<Integer> steps) {
        List<StreamEvent> events = new ArrayList<>();
        StreamDecoder decoder = dialect().streams().decoder();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(bytes.length, at + Math.abs(step));
            decoder.feed(Arrays.copyOfRange(bytes, at, to), events::add);
            at = to;
        }
        decoder.feed(Arrays.copyOfRange(bytes, at, bytes.length), events::add);
        decoder.end(events::add);
        return events;
    }
}
