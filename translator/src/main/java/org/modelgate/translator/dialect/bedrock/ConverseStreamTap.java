package org.modelgate.translator.dialect.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.EventGate;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.SseScanner;

/**
 * Passes a ConverseStream, as SSE, on by whole events. The small content events are walked over, not parsed. Usage comes with the
 * last event, behind the one that finishes the answer.
 */
final class ConverseStreamTap implements StreamTap {
    /** A start-up longer than this is given out as content: what is held must be bounded. */
    private static final int PREAMBLE_BYTES_MAX = 256 * 1024;

    private static final int TAIL_BYTES_MAX = 1024 * 1024;
    /** Levels of members that a delta has at most. */
    private static final int DEPTH_MAX = 4;

    private static final byte[] NOTHING = {};
    private static final byte[] DELTA = ascii("delta");
    private static final byte[][] NO_CONTENT = {ascii("signature"), ascii("redactedContent")};
    private static final byte[] STOP_REASON = ascii("stopReason");
    private static final byte[] MALFORMED = ascii("\"malformed_");

    private final SseScanner scanner = new SseScanner();
    private final JsonCursor cursor = new JsonCursor();
    /** Holds the preamble, then the tail. */
    private final EventGate gate = new EventGate(scanner);

    private Phase phase = Phase.PREAMBLE;
    private boolean contentSeen;
    private long textBytes;
    private @Nullable Usage usage;
    private @Nullable GatewayError error;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] feed(byte[] chunk) {
        if (over()) {
            return NOTHING;
        }
        gate.open();
        try {
            scanner.feed(chunk);
            while (!over() && scanner.next()) {
                event();
            }
        } catch (GatewayException e) {
            fail(e.error());
        }
        return gate.taken();
    }

    private boolean over() {
        return phase == Phase.FAILED || phase == Phase.COMPLETE;
    }

    private void event() {
        if (scanner.rawJson()) {
            fail(AwsErrors.inStream("", Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.end())));
        } else if (scanner.dataStart() == scanner.dataEnd()) {
            aside();
        } else if (scanner.named("contentBlockDelta")) {
            textBytes += delta();
            content();
        } else if (scanner.named("contentBlockStart") || scanner.named("contentBlockStop")) {
            contentSeen = true;
            aside();
        } else if (scanner.named("messageStop")) {
            stop();
        } else if (scanner.named("metadata")) {
            usage = ConverseMeter.usageOf(scanner.data());
            phase = Phase.TAIL;
            hold();
            phase = over() ? phase : Phase.COMPLETE;
        } else {
            other();
        }
    }

    private void stop() {
        cursor.reset(scanner.buffer(), scanner.dataStart(), scanner.dataEnd());
        cursor.take('{');
        for (boolean more = cursor.member(true); more; more = cursor.member(false)) {
            if (cursor.key(STOP_REASON) && startsWith(cursor.b, cursor.i, MALFORMED)) {
                fail(StopReasons.malformed());
                return;
            }
            cursor.skip();
        }
        phase = Phase.TAIL;
        hold();
    }

    private static boolean startsWith(byte[] b, int at, byte[] prefix) {
        return b.length - at >= prefix.length && Arrays.equals(b, at, at + prefix.length, prefix, 0, prefix.length);
    }

    private void other() {
        String name = scanner.name();
        if (ConverseEvents.isFailure(name)) {
            fail(ConverseEvents.failure(name, scanner.data()));
        } else {
            aside();
        }
    }

    /** Bytes of text in the delta, wherever it stands in it; padding beside the delta doesn't count. */
    private long delta() {
        cursor.reset(scanner.buffer(), scanner.dataStart(), scanner.dataEnd());
        long bytes = 0;
        cursor.take('{');
        for (boolean more = cursor.member(true); more; more = cursor.member(false)) {
            if (cursor.key(DELTA)) {
                bytes += strings(DEPTH_MAX);
            } else {
                cursor.skip();
            }
        }
        return bytes;
    }

    private long strings(int depth) {
        if (cursor.peek() == '"') {
            int from = cursor.i;
            cursor.skip();
            return Math.max(0, cursor.i - from - 2);
        }
        if (depth == 0 || !cursor.take('{')) {
            cursor.skip();
            return 0;
        }
        long bytes = 0;
        for (boolean more = cursor.member(true); more; more = cursor.member(false)) {
            if (cursor.oneOf(NO_CONTENT)) {
                cursor.skip();
            } else {
                bytes += strings(depth - 1);
            }
        }
        return bytes;
    }

    /** An event that is no content: goes with what is around it. */
    private void aside() {
        if (phase == Phase.CONTENT) {
            gate.pass();
        } else {
            hold();
        }
    }

    private void content() {
        contentSeen = true;
        if (phase != Phase.CONTENT) {
            gate.release();
            phase = Phase.CONTENT;
        }
        gate.pass();
    }

    private void hold() {
        gate.hold();
        if (phase == Phase.PREAMBLE && gate.heldBytes() > PREAMBLE_BYTES_MAX) {
            gate.release();
            contentSeen = true;
            phase = Phase.CONTENT;
        } else if (gate.heldBytes() > TAIL_BYTES_MAX) {
            fail(GatewayError.provider("the end of the provider's stream is too long"));
        }
    }

    @Override
    public void end() {
        if (!over() && scanner.last() && (scanner.named("metadata") || scanner.rawJson())) {
            try {
                event();
                gate.closeHeld();
            } catch (GatewayException e) {
                fail(e.error());
            }
        }
        if (!over()) {
            fail(GatewayError.provider("the provider's stream ended before the answer was whole"));
        }
    }

    private void fail(GatewayError reason) {
        error = reason;
        phase = Phase.FAILED;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public boolean contentSeen() {
        return contentSeen && phase != Phase.PREAMBLE && (gate.passed() || phase != Phase.FAILED);
    }

    @Override
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public byte[] rawTail() {
        return gate.held();
    }

    @Override
    public @Nullable Usage usage() {
        return usage;
    }

    @Override
    public boolean usageFinal() {
        return usage != null;
    }

    @Override
    public long events() {
        return scanner.count();
    }

    @Override
    public long textBytes() {
        return textBytes;
    }

    @Override
    public @Nullable String upstreamId() {
        return null;
    }
}
