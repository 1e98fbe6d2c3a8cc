package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Messages and the parts of their content. */
final class PartRules {

    private static final String BREAKPOINT = "prompt_cache_breakpoint";
    private static final Set<String> INPUT = Set.of("input_text", "input_image", "input_file");
    private static final Set<String> ASSISTANT = Set.of("output_text", "refusal");
    private static final Map<String, Set<String>> ROLES = Map.of(
            "user", Set.of("input_text", "input_image", "input_file", "input_audio"),
            "system", INPUT,
            "developer", INPUT,
            "assistant", ASSISTANT);
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "input_text", Set.of("text"),
            "input_image", Set.of("image_url", "file_id", "detail"),
            "input_file", Set.of("file_id", "file_url", "filename", "file_data", "detail"),
            "input_audio", Set.of("input_audio"),
            "output_text", Set.of("text", "annotations", "logprobs"),
            "refusal", Set.of("refusal"));
    private static final Set<String> DETAILS = Set.of("auto", "low", "high", "original");

    private PartRules() {}

    static Optional<Refusal> message(JsonNode item, String path) {
        if (!item.has("role")) {
            return Invalid.missing(path + ".role");
        }
        String role = item.path("role").asText();
        Set<String> kinds = ROLES.get(role);
        if (kinds == null) {
            return Invalid.value(path + ".role", role, ROLES.keySet());
        }
        JsonNode phase = item.path("phase");
        Set<String> phases = Set.of("commentary", "final_answer");
        if (item.hasNonNull("phase") && !phases.contains(phase.asText())) {
            return Invalid.value(path + ".phase", phase.asText(), phases);
        }
        if (!item.hasNonNull("content")) {
            return Invalid.missing(path + ".content");
        }
        return parts(item.path("content"), kinds, path + ".content");
    }

    static Optional<Refusal> output(JsonNode output, String path) {
        return output.isMissingNode() ? Invalid.missing(path + ".output") : parts(output, INPUT, path + ".output");
    }

    private static Optional<Refusal> parts(JsonNode content, Set<String> kinds, String path) {
        if (content.isTextual()) {
            return Optional.empty();
        }
        if (!content.isArray()) {
            return Invalid.type(path, "one of an array of objects or string");
        }
        for (int i = 0; i < content.size(); i++) {
            Optional<Refusal> fault = part(content.path(i), kinds, path + '[' + i + ']');
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> part(JsonNode part, Set<String> kinds, String path) {
        String type = part.path("type").asText();
        if (!kinds.contains(type)) {
            return part.has("type") ? Invalid.value(path, type, kinds) : Invalid.missing(path + ".type");
        }
        Set<String> known = new HashSet<>(FIELDS.getOrDefault(type, Set.of()));
        known.add("type");
        if (type.startsWith("input_")) {
            known.add(BREAKPOINT);
        }
        for (var field : part.properties()) {
            if (!known.contains(field.getKey())) {
                return Invalid.unknown(path + '.' + field.getKey());
            }
        }
        return switch (type) {
            case "input_text", "output_text" -> required(part, "text", path);
            case "refusal" -> required(part, "refusal", path);
            case "input_image" -> image(part, path);
            case "input_file" -> file(part, path);
            default -> Optional.empty();
        };
    }

    private static Optional<Refusal> required(JsonNode part, String field, String path) {
        return part.path(field).isTextual() ? Optional.empty() : Invalid.missing(path + '.' + field);
    }

    private static Optional<Refusal> image(JsonNode part, String path) {
        JsonNode url = part.path("image_url");
        if (part.hasNonNull("detail") && !DETAILS.contains(part.path("detail").asText())) {
            return Invalid.value(path + ".detail", part.path("detail").asText(), DETAILS);
        }
        if (url.isObject()) {
            return Invalid.because(
                    "Invalid type for '" + path + ".image_url': expected an image URL, but got an object instead.",
                    "invalid_type",
                    path + ".image_url");
        }
        if (!part.hasNonNull("image_url")) {
            return part.hasNonNull("file_id") ? Optional.empty() : Invalid.missing(path + ".image_url");
        }
        return url.asText().matches("(?s)(https?://|data:image/[a-z+]+;base64,).+")
                ? Optional.empty()
                : Invalid.because(
                        "Invalid '" + path + ".image_url'. Expected a valid URL, but got a value with an invalid "
                                + "format.",
                        "invalid_value",
                        path + ".image_url");
    }

    private static Optional<Refusal> file(JsonNode part, String path) {
        if (!part.hasNonNull("file_data")) {
            return part.hasNonNull("file_id") || part.hasNonNull("file_url")
                    ? Optional.empty()
                    : Invalid.missing(path + ".file_id");
        }
        if (!part.hasNonNull("filename")) {
            return Invalid.missing(path + ".filename");
        }
        return part.path("file_data").asText().startsWith("data:")
                ? Optional.empty()
                : Invalid.because(
                        "Invalid '" + path + ".file_data'. Expected a base64-encoded data URL with an application/pdf "
                                + "MIME type (e.g. 'data:application/pdf;base64,aGVsbG8gd29ybGQ='), but got a value "
                                + "without the 'data:' prefix.",
                        "invalid_value",
                        path + ".file_data");
    }
}
