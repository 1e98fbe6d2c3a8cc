package org.modelgate.translator.dialect.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.PhasedGate;
import org.modelgate.translator.framing.SseScanner;

/**
 * Passes a ConverseStream, as SSE, on by whole events. The small content events are walked over, not parsed. Usage comes with the
 * last event, behind the one that finishes the answer.
 */
final class ConverseStreamTap implements StreamTap {
    /** Levels of members that a delta has at most. */
    private static final int DEPTH_MAX = 4;

    private static final byte[] DELTA = ascii("delta");
    private static final byte[][] NO_CONTENT = {ascii("signature"), ascii("redactedContent")};
    private static final byte[] STOP_REASON = ascii("stopReason");
    private static final byte[] MALFORMED = ascii("\"malformed_");

    private final SseScanner scanner = new SseScanner();
    private final JsonCursor cursor = new JsonCursor();
    /** Holds the preamble, then the tail. */
    private final PhasedGate gate = new PhasedGate(scanner);

    private final Runnable onEvent = this::event;

    private long textBytes;
    private @Nullable Usage usage;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] feed(byte[] chunk) {
        return gate.feed(chunk, onEvent);
    }

    private void event() {
        if (scanner.rawJson()) {
            gate.fail(AwsErrors.inStream("", Arrays.copyOfRange(scanner.buffer(), scanner.start(), scanner.end())));
        } else if (scanner.dataStart() == scanner.dataEnd()) {
            gate.aside();
        } else if (scanner.named("contentBlockDelta")) {
            textBytes += delta();
            gate.content();
        } else if (scanner.named("contentBlockStart") || scanner.named("contentBlockStop")) {
            gate.announced();
        } else if (scanner.named("messageStop")) {
            stop();
        } else if (scanner.named("metadata")) {
            usage = ConverseMeter.usageOf(scanner.data());
            gate.complete();
        } else {
            other();
        }
    }

    private void stop() {
        cursor.reset(scanner.buffer(), scanner.dataStart(), scanner.dataEnd());
        cursor.take('{');
        for (boolean more = cursor.member(true); more; more = cursor.member(false)) {
            if (cursor.key(STOP_REASON) && startsWith(cursor.b, cursor.i, MALFORMED)) {
                gate.fail(StopReasons.malformed());
                return;
            }
            cursor.skip();
        }
        gate.tail();
    }

    private static boolean startsWith(byte[] b, int at, byte[] prefix) {
        return b.length - at >= prefix.length && Arrays.equals(b, at, at + prefix.length, prefix, 0, prefix.length);
    }

    private void other() {
        String name = scanner.name();
        if (ConverseEvents.isFailure(name)) {
            gate.fail(ConverseEvents.failure(name, scanner.data()));
        } else {
            gate.aside();
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

    @Override
    public void end() {
        if (!gate.over() && scanner.last() && (scanner.named("metadata") || scanner.rawJson())) {
            gate.guarded(() -> {
                event();
                gate.closeHeld();
            });
        }
        if (!gate.over()) {
            gate.fail(GatewayError.provider("the provider's stream ended before the answer was whole"));
        }
    }

    @Override
    public Phase phase() {
        return gate.phase();
    }

    @Override
    public boolean contentSeen() {
        return gate.contentSeen();
    }

    @Override
    public @Nullable GatewayError error() {
        return gate.error();
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
