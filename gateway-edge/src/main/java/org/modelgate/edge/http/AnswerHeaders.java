package org.modelgate.edge.http;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which headers of an answer's head may reach the client: those on the list, without control characters. */
final class AnswerHeaders {
    private static final Set<String> ALLOWED = Set.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version",
            "anthropic-organization-id");
    /** The last three belong to gateways whose conventions a client used. */
    private static final List<String> ALLOWED_PREFIXES = List.of(
            "x-gateway-",
            "anthropic-ratelimit-",
            "x-ratelimit-",
            "anthropic-priority-",
            "x-portkey-",
            "x-litellm-",
            "x-openrouter-");

    private AnswerHeaders() {}

    static void copy(List<Map.Entry<String, String>> from, MultiMap to) {
        for (int i = 0; i < from.size(); i++) {
            Map.Entry<String, String> header = from.get(i);
            if (allowed(header.getKey()) && printable(header.getKey()) && printable(header.getValue())) {
                to.add(header.getKey(), header.getValue());
            }
        }
    }

    private static boolean allowed(String name) {
        if (ALLOWED.contains(name)) {
            return true;
        }
        for (int i = 0; i < ALLOWED_PREFIXES.size(); i++) {
            if (name.startsWith(ALLOWED_PREFIXES.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
