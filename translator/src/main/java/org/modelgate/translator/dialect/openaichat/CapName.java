package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.openai.ChatTarget;

/**
 * The name under which a client caps the output, where its model takes only the other one. A client that asks for an alias
 * can't know which it is; under the wrong name the request is refused, or the answer isn't capped at all.
 */
final class CapName {
    private static final byte[] NEW = quoted(ChatTarget.NEW_CAP);
    private static final byte[] OLD = quoted(ChatTarget.OLD_CAP);

    private CapName() {}

    /** @param value where the cap's value stands in the body */
    static void set(byte[] body, Span value, String model, Splices splices) {
        ChatTarget target = ChatTarget.of(model);
        if (target.reasons()) {
            rename(body, value, OLD, NEW, splices);
        } else if (!target.prefix().isEmpty() && target.capField().equals(ChatTarget.OLD_CAP)) {
            rename(body, value, NEW, OLD, splices);
        }
    }

    private static void rename(byte[] body, Span value, byte[] from, byte[] to, Splices splices) {
        int end = nameEnd(body, value.start());
        int start = end - from.length;
        boolean found = start > 0 && Arrays.equals(body, start, end, from, 0, from.length);
        // The other name may stand elsewhere with null: two values of one field would leave it to the provider which
        // counts.
        if (found && !contains(body, to)) {
            splices.replace(start, end, to);
        }
    }

    /** Behind the quote that closes the name of the member whose value begins there. */
    private static int nameEnd(byte[] body, int valueStart) {
        int i = valueStart;
        while (body[i - 1] != '"') {
            i--;
        }
        return i;
    }

    private static boolean contains(byte[] body, byte[] name) {
        for (int i = 0; i + name.length <= body.length; i++) {
            if (body[i] == '"' && Arrays.equals(body, i, i + name.length, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] quoted(String name) {
        return ('"' + name + '"').getBytes(UTF_8);
    }
}
