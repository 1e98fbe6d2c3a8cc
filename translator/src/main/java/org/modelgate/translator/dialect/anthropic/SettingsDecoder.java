package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Warnings;

/** What a request says beside its conversation and tools (translation table, sections 6 to 8). */
final class SettingsDecoder {
    private static final String SESSION_HEADER = "x-claude-code-session-id";
    private static final Set<String> EFFORTS = Set.of("low", "medium", "high", "xhigh", "max");

    private final Field body;
    private final Map<String, String> headers;
    private final ApiVersion version;
    private final Warnings warnings;

    SettingsDecoder(Field body, Map<String, String> headers, ApiVersion version, Warnings warnings) {
        this.body = body;
        this.headers = headers;
        this.version = version;
        this.warnings = warnings;
    }

    List<String> stop() {
        List<String> stop = new ArrayList<>();
        for (Field item : body.get("stop_sequences").items()) {
            if (item.text().isBlank()) {
                throw item.invalid("each stop sequence must contain non-whitespace");
            }
            stop.add(item.text());
        }
        return stop;
    }

    Sampling sampling() {
        if (version == ApiVersion.V2026_10_21) {
            for (String name : List.of("temperature", "top_p", "top_k")) {
                if (!body.get(name).absent()) {
                    throw body.get(name).invalid("Extra inputs are not permitted");
                }
            }
        }
        BigDecimal temperature = body.get("temperature").numberOrNull(0, 1);
        BigDecimal topP = body.get("top_p").numberOrNull(0, 1);
        return new Sampling(temperature, topP, body.get("top_k").integerOrNull(0), null, null, null, null);
    }

    Reasoning reasoning(@Nullable Long maxTokens) {
        Field config = body.get("output_config").get("effort");
        String effort = config.absent() ? null : config.word(EFFORTS);
        Field thinking = body.get("thinking");
        if (thinking.absent()) {
            return new Reasoning(Reasoning.Mode.UNSPECIFIED, effort, null, null);
        }
        String display = thinking.get("display").textOrNull();
        return switch (thinking.object().type()) {
            case "adaptive" -> new Reasoning(Reasoning.Mode.ADAPTIVE, effort, null, display);
            case "disabled" -> new Reasoning(Reasoning.Mode.OFF, effort, null, null);
            case "between_tools" -> new Reasoning(Reasoning.Mode.BETWEEN_TOOLS, effort, null, null);
            case "enabled" -> {
                Long budget = thinking.get("budget_tokens").integerOrNull(1024);
                if (budget == null) {
                    throw thinking.get("budget_tokens").invalid("Field required");
                }
                if (maxTokens != null && budget >= maxTokens) {
                    throw GatewayError.invalid("max_tokens", "must be greater than `thinking.budget_tokens`")
                            .asException();
                }
                yield new Reasoning(Reasoning.Mode.BUDGET, effort, budget, display);
            }
            default -> throw thinking.get("type").invalid("unknown value '" + thinking.type() + "'");
        };
    }

    OutputFormat format() {
        Field format = body.get("output_config").get("format");
        if (format.absent() && version == ApiVersion.V2023_06_01) {
            format = body.get("output_format");
        }
        if (format.absent()) {
            return new OutputFormat.Text();
        }
        format.object().get("type").word(Set.of("json_schema"));
        return new OutputFormat.JsonSchema(
                null, null, format.get("schema").object().raw(), null);
    }

    @Nullable String serviceTier() {
        Field speed = body.get("speed");
        if (!speed.absent() && speed.word(Set.of("standard", "fast")).equals("fast")) {
            warnings.add("speed", "as-priority-tier");
            return "priority";
        }
        Field tier = body.get("service_tier");
        if (tier.absent()) {
            return null;
        }
        return tier.word(Set.of("auto", "standard_only")).equals("auto") ? "auto" : "default";
    }

    record Identity(@Nullable String userId, @Nullable String cacheKey) {}

    /** Claude Code packs device and session into a JSON text; the session is what a prompt cache should stick to. */
    Identity identity() {
        Field metadata = body.get("metadata");
        String userId =
                metadata.absent() ? null : metadata.object().get("user_id").textOrNull();
        String session = headers.get(SESSION_HEADER);
        if (userId != null && userId.startsWith("{")) {
            try {
                JsonNode packed = Json.mapper().readTree(userId);
                String device = packed.path("device_id").asText("");
                session = packed.path("session_id").asText(session);
                userId = device.isEmpty() ? userId : ToolNames.sha256(device);
            } catch (JsonProcessingException e) {
                // an opaque id that happens to begin with a brace
                session = headers.get(SESSION_HEADER);
            }
        }
        return new Identity(userId, session);
    }
}
