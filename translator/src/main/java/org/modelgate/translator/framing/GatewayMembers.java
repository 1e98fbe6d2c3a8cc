package org.modelgate.translator.framing;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan.Span;

/**
 * Which members of a client's body ask something of the gateway, whatever other gateway's convention they follow, and where they were
 * found in one body. They are cut, and read by whoever plans the call.
 */
public final class GatewayMembers {
    private static final Set<String> TOP = Set.of(
            "provider",
            "models",
            "fallbacks",
            "providerOptions",
            "portkey_provider",
            "portkey_virtual_key",
            "routing",
            "session_id",
            "litellm_metadata",
            "cache",
            "mock_testing_fallbacks");

    private static final Set<String> METADATA = Set.of("routing", "session_id", "tags");

    /** Members that stay, and say whose conversation it is. */
    private static final Set<String> CALLERS = Set.of("user", "prompt_cache_key", "safety_identifier");

    private Map<String, Span> asks = Map.of();
    private Map<String, Span> callers = Map.of();

    /** Whether a member at the top of a body is the gateway's. */
    public static boolean isOne(String name) {
        return TOP.contains(name);
    }

    /** The same of a member of {@code metadata}. */
    public static boolean isMetadata(String name) {
        return METADATA.contains(name);
    }

    /** Whether a member at the top of a body says whose conversation it is. */
    public static boolean isCaller(String name) {
        return CALLERS.contains(name);
    }

    /** The value of one of the gateway's members stands at {@code [start, end)}. */
    public void ask(String path, int start, int end) {
        if (asks.isEmpty()) {
            asks = HashMap.newHashMap(2);
        }
        if (asks.put(path, new Span(start, end)) != null) {
            throw GatewayError.invalid(path, "is given twice").asException();
        }
    }

    /** The same of a member that stays. */
    public void caller(String path, int start, int end) {
        if (callers.isEmpty()) {
            callers = HashMap.newHashMap(2);
        }
        callers.put(path, new Span(start, end));
    }

    public Map<String, Span> asks() {
        return asks;
    }

    public Map<String, Span> callers() {
        return callers;
    }
}
