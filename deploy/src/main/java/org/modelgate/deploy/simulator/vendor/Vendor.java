package org.modelgate.deploy.simulator.vendor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A vendor as a row of data.
 *
 * @param name first segment of its paths here
 * @param paths which of its own paths is which of the inner dialect's
 * @param keyHeaders where a key may stand, {@code authorization} for a bearer key; none: whoever comes is served
 * @param entra whether a token of Entra is taken in place of a key
 * @param refused top-level fields that are answered with 400
 * @param strict how closely messages and tools are looked at
 * @param errors how an error is written
 * @param usage what becomes of the dialect's usage, told in the stream's last chunk too
 * @param usageAlways whether a stream tells it unasked
 */
record Vendor(
        String name,
        Map<String, String> paths,
        List<String> keyHeaders,
        boolean entra,
        Set<String> refused,
        Set<Strictness> strict,
        ErrorStyle errors,
        UnaryOperator<ObjectNode> usage,
        boolean usageAlways) {

    /** What some vendors refuse within a body. */
    enum Strictness {
        NO_NULLS,
        NO_NAMES,
        NO_STRICT,
        NINE_CHARACTER_IDS,
        NO_REASONING,
        REASONING_ONLY_IN_REASONING,
        REASONING_EACH_TURN,
        ANY_FOR_REQUIRED,
        NO_FORCED_TOOL
    }

    static Vendor of(String name, String base, String... innerPaths) {
        Map<String, String> paths = new HashMap<>();
        for (String inner : innerPaths) {
            paths.put("/" + name + base + inner.replaceFirst("^/v1", ""), inner);
        }
        return new Vendor(
                name,
                paths,
                List.of("authorization"),
                false,
                Set.of(),
                Set.of(),
                ErrorStyle.INNER,
                usage -> usage,
                false);
    }

    Vendor at(Map<String, String> others) {
        return new Vendor(name, others, keyHeaders, entra, refused, strict, errors, usage, usageAlways);
    }

    Vendor keys(String... headers) {
        return new Vendor(name, paths, List.of(headers), entra, refused, strict, errors, usage, usageAlways);
    }

    Vendor withEntra() {
        return new Vendor(name, paths, keyHeaders, true, refused, strict, errors, usage, usageAlways);
    }

    Vendor refusing(String... fields) {
        return new Vendor(name, paths, keyHeaders, entra, Set.of(fields), strict, errors, usage, usageAlways);
    }

    Vendor strict(Strictness... others) {
        return new Vendor(name, paths, keyHeaders, entra, refused, Set.of(others), errors, usage, usageAlways);
    }

    Vendor errors(ErrorStyle style) {
        return new Vendor(name, paths, keyHeaders, entra, refused, strict, style, usage, usageAlways);
    }

    Vendor usage(UnaryOperator<ObjectNode> form) {
        return new Vendor(name, paths, keyHeaders, entra, refused, strict, errors, form, usageAlways);
    }

    Vendor tellingUsageUnasked() {
        return new Vendor(name, paths, keyHeaders, entra, refused, strict, errors, usage, true);
    }
}
