package org.modelgate.translator.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.http.EventStreams;
import org.modelgate.translator.framing.EventStreamFrame.Kind;

/** The three vectors are those of the wire notes, made by Amazon's own library. */
class EventStreamDecoderTest {
    private static final byte[] EVENT = HexFormat.of()
            .parseHex("000000d70000004bbff9e4380b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d74797065"
                    + "0700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22627974"
                    + "6573223a2265794a306558426c496a6f695932397564475675644639696247396a6131396b5a5778305953497349"
                    + "6d6c755a475634496a6f774c434a6b5a5778305953493665794a306558426c496a6f69644756346446396b5a5778"
                    + "305953497349" + "6e526c654851694f694a4961534a3966513d3d227d4b8e9495");
    private static final byte[] EXCEPTION = HexFormat.of()
            .parseHex("000000b0000000614f5086b30f3a657863657074696f6e2d747970650700137468726f74746c696e674578636570"
                    + "74696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d657373616765"
                    + "2d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e732c20"
                    + "706c656173652077616974206265666f726520747279696e6720616761696e2e227df70ae57f");
    private static final byte[] EMPTY = HexFormat.of().parseHex("000000100000000005c248eb7d98c8ff");
    private static final byte[] ALL = EventStreams.join(EVENT, EMPTY, EVENT, EXCEPTION);

    private record Seen(Kind kind, String type, String message, String payload) {}

    @Test
    void readsAnEvent() {
        assertThat(read(List.of(EVENT)))
                .containsExactly(new Seen(
                        Kind.EVENT,
                        "chunk",
                        "",
                        "{\"bytes\":\"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoi"
                                + "dGV4dF9kZWx0YSIsInRleHQiOiJIaSJ9fQ==\"}"));
    }

    @Test
    void readsAnExceptionWithItsName() {
        assertThat(read(List.of(EXCEPTION)))
                .containsExactly(new Seen(
                        Kind.EXCEPTION,
                        "throttlingException",
                        "",
                        "{\"message\":\"Too many tokens, please wait before trying again.\"}"));
    }

    @Test
    void readsAnErrorThatHasOnlyHeaders() {
        byte[] frame = EventStreams.frame(
                "", ":message-type", "error", ":error-code", "InternalFailure", ":error-message", "An error");
        assertThat(read(List.of(frame))).containsExactly(new Seen(Kind.ERROR, "InternalFailure", "An error", ""));
    }

    @Test
    void readsAMessageWithoutHeadersAndPayload() {
        assertThat(read(List.of(EMPTY))).containsExactly(new Seen(Kind.OTHER, "", "", ""));
    }

    @Test
    void passesOverHeadersOfAllTypes() {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        int[] sizes = {0, 0, 1, 2, 4, 8, 2 + 3, 2 + 3, 8, 16};
        for (int type = 0; type < sizes.length; type++) {
            headers.write(1);
            headers.write('a' + type);
            headers.write(type);
            byte[] value = new byte[sizes[type]];
            if (type == 6 || type == 7) {
                value[1] = 3;
            }
            headers.writeBytes(value);
        }
        headers.writeBytes(EventStreams.header(":event-type", "x"));
        headers.writeBytes(EventStreams.header(":message-type", "event"));
        byte[] frame = EventStreams.frame(headers.toByteArray(), "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(read(List.of(frame))).containsExactly(new Seen(Kind.EVENT, "x", "", "{}"));
    }

    @Property(tries = 300)
    void anySplitOfTheBytesGivesTheSameFrames(@ForAll @Size(max = 60) List<@IntRange(max = 60) Integer> steps) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(ALL.length, at + step);
            pieces.add(Arrays.copyOfRange(ALL, at, to));
            at = to;
        }
        pieces.add(Arrays.copyOfRange(ALL, at, ALL.length));
        assertThat(read(pieces)).hasSize(4).isEqualTo(read(List.of(ALL)));
    }

    @Test
    void oneByteAtATimeGivesTheSameFrames() {
        List<byte[]> pieces = new ArrayList<>();
        for (byte b : ALL) {
            pieces.add(new byte[] {b});
        }
        assertThat(read(pieces)).isEqualTo(read(List.of(ALL)));
    }

    @Property(tries = 2_000)
    void aBitThatIsWrongAnywhereIsFound(
            @ForAll @IntRange(max = 214) int at, @ForAll @IntRange(max = 7) int bit, @ForAll boolean split) {
        byte[] wrong = EVENT.clone();
        wrong[at] ^= (byte) (1 << bit);
        List<byte[]> pieces = split
                ? List.of(Arrays.copyOf(wrong, 100), Arrays.copyOfRange(wrong, 100, wrong.length))
                : List.of(wrong);
        assertThatThrownBy(() -> read(pieces)).isInstanceOf(GatewayException.class);
    }

    @Property(tries = 300)
    void anEndWithinAFrameIsFound(@ForAll @IntRange(min = 1, max = 214) int length) {
        assertThatThrownBy(() -> read(List.of(Arrays.copyOf(EVENT, length))))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().code()).isEqualTo(ErrorCode.PROVIDER_ERROR));
    }

    @Test
    void aLengthThatIsTooLargeIsRefusedBeforeItsBytesCome() {
        for (long[] lengths : new long[][] {
            {EventStreamDecoder.PAYLOAD_BYTES_MAX + 17L, 0},
            {EventStreamDecoder.HEADERS_BYTES_MAX + 17L, EventStreamDecoder.HEADERS_BYTES_MAX + 1L},
            {0xFFFFFFFFL, 0},
            {0xFFFFFFFFL, 0xFFFFFFFFL}
        }) {
            assertThatThrownBy(() -> new EventStreamDecoder().feed(prelude(lengths[0], lengths[1]), f -> {}))
                    .hasMessageContaining("too large");
        }
        new EventStreamDecoder().feed(prelude(EventStreamDecoder.PAYLOAD_BYTES_MAX + 16L, 0), f -> {});
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, 16, 20})
    void lengthsThatContradictEachOtherAreRefused(long total) {
        assertThatThrownBy(() -> new EventStreamDecoder().feed(prelude(total, 5), f -> {}))
                .hasMessageContaining("lengths");
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "0561", "016107ffff", "01610700", "016105", "01610a", "016107000561"})
    void brokenHeadersAreRefused(String hex) {
        byte[] frame = EventStreams.frame(HexFormat.of().parseHex(hex), new byte[0]);
        assertThatThrownBy(() -> read(List.of(frame))).hasMessageContaining("header");
    }

    private static byte[] prelude(long total, long headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt((int) total).putInt((int) headers);
        CRC32 crc = new CRC32();
        crc.update(prelude.array(), 0, 8);
        return prelude.putInt((int) crc.getValue()).array();
    }

    private static List<Seen> read(List<byte[]> pieces) {
        List<Seen> seen = new ArrayList<>();
        EventStreamDecoder decoder = new EventStreamDecoder();
        for (byte[] piece : pieces) {
            decoder.feed(piece, f -> seen.add(new Seen(f.kind(), f.type(), f.message(), f.text())));
        }
        decoder.end();
        return seen;
    }
}
