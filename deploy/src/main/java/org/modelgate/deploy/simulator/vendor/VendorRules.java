package org.modelgate.deploy.simulator.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.modelgate.deploy.simulator.vendor.Vendor.Strictness;

/** What a vendor refuses that the dialect itself takes. */
final class VendorRules {
    private VendorRules() {}

    /** The field at fault, if there is one. */
    static Optional<String> fault(Vendor vendor, ObjectNode body) {
        for (String field : vendor.refused()) {
            if (body.has(field)) {
                return Optional.of(field);
            }
        }
        if (vendor.strict().contains(Strictness.NO_NULLS)
                && body.properties().stream().anyMatch(field -> field.getValue().isNull())) {
            return Optional.of("null");
        }
        JsonNode choice = body.path("tool_choice");
        if (vendor.strict().contains(Strictness.ANY_FOR_REQUIRED)
                && choice.asText().equals("required")) {
            return Optional.of("tool_choice");
        }
        boolean forced = choice.isObject() || choice.asText().equals("required");
        if (vendor.strict().contains(Strictness.NO_FORCED_TOOL) && forced) {
            return Optional.of("tool_choice");
        }
        for (JsonNode tool : body.path("tools")) {
            if (vendor.strict().contains(Strictness.NO_STRICT)
                    && tool.path("function").has("strict")) {
                return Optional.of("tools.function.strict");
            }
        }
        for (JsonNode message : body.path("messages")) {
            Optional<String> fault = message(vendor, message);
            if (fault.isPresent()) {
                return fault.map(name -> "messages." + name);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> message(Vendor vendor, JsonNode message) {
        boolean assistants = message.path("role").asText().equals("assistant");
        for (Strictness strictness : vendor.strict()) {
            boolean bad = switch (strictness) {
                case NO_NULLS ->
                    message.properties().stream()
                            .anyMatch(field -> field.getValue().isNull());
                case NO_NAMES -> message.has("name");
                case NINE_CHARACTER_IDS -> hasOtherId(message);
                case NO_REASONING -> message.has("reasoning_content") || message.has("reasoning");
                case REASONING_ONLY_IN_REASONING -> message.has("reasoning_content");
                case REASONING_EACH_TURN -> assistants && !message.has("reasoning_content");
                case NO_STRICT, ANY_FOR_REQUIRED, NO_FORCED_TOOL -> false;
            };
            if (bad) {
                return Optional.of(strictness.name().toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static boolean hasOtherId(JsonNode message) {
        if (message.has("tool_call_id") && !nine(message.path("tool_call_id"))) {
            return true;
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (!nine(call.path("id"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean nine(JsonNode id) {
        return id.asText().matches("[a-zA-Z0-9]{9}");
    }
}
