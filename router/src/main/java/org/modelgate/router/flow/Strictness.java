package org.modelgate.router.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/** A client that says {@code x-gateway-strict: true} gets a 400 in place of an answer to less than it asked for. Pure. */
final class Strictness {
    private static final String HEADER = "x-gateway-strict";

    private Strictness() {}

    /** @param headers the client's */
    static boolean asked(Map<String, String> headers) {
        return Objects.equals(headers.get(HEADER), "true");
    }

    /**
     * @param headers the client's
     * @param warnings what the target can't take, {@code field;reason}
     * @return an invalid_request that names the first field and lists the rest; null if the request may go on
     */
    static @Nullable GatewayError refusal(Map<String, String> headers, List<String> warnings) {
        if (warnings.isEmpty() || !asked(headers)) {
            return null;
        }
        List<String> shown = new ArrayList<>(warnings.size());
        for (String warning : warnings) {
            shown.add(warning.replaceFirst(";", " (") + ")");
        }
        String first = warnings.getFirst();
        String field = first.substring(0, Math.max(0, first.indexOf(';')));
        String message = field + ": the target can't take this as it is: " + String.join(", ", shown) + "; without "
                + HEADER + " it would be dropped or approximated";
        return new GatewayError(
                Fault.CLIENT, ErrorCode.INVALID_REQUEST, 400, message, field, null, GatewayError.NO_RETRY_AFTER);
    }
}
