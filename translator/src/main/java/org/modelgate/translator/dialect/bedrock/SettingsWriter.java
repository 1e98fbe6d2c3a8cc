package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.dialect.bedrock.ModelTraits.Control;

/** Cap, sampling, stop strings and reasoning (translation table, sections 6.1 and 7). */
final class SettingsWriter {
    private static final List<String> SCALE = List.of("none", "low", "medium", "high", "xhigh", "max");

    private final InferenceRequest request;
    private final TargetContext target;
    private final ModelTraits traits;
    private final Warnings warnings;
    private final ObjectNode inference = JsonNodeFactory.instance.objectNode();
    private final ObjectNode additional = JsonNodeFactory.instance.objectNode();

    SettingsWriter(InferenceRequest request, TargetContext target, ModelTraits traits, Warnings warnings) {
        this.request = request;
        this.target = target;
        this.traits = traits;
        this.warnings = warnings;
    }

    void write(ObjectNode body) {
        cap();
        sampling(request.sampling());
        stop();
        reasoning();
        if (!inference.isEmpty()) {
            body.set("inferenceConfig", inference);
        }
        if (!additional.isEmpty()) {
            body.set("additionalModelRequestFields", additional);
        }
    }

    /** Never more than asked for: quotas are reserved by it. */
    private void cap() {
        Long asked = request.maxOutputTokens();
        Long reserved = target.maxOutputTokens();
        if (asked != null && asked == 0) {
            throw GatewayError.invalid("max_tokens", "must be at least 1 for this model")
                    .asException();
        }
        Long cap = asked == null || (reserved != null && reserved < asked) ? reserved : asked;
        if (cap != null) {
            inference.put("maxTokens", cap);
        }
    }

    private void sampling(Sampling sampling) {
        BigDecimal temperature = sampling.temperature();
        if (temperature != null && temperature.compareTo(BigDecimal.ONE) > 0) {
            warnings.add("temperature", "clamped-to-1");
            temperature = BigDecimal.ONE;
        }
        if (temperature != null) {
            inference.put("temperature", temperature);
        }
        if (sampling.topP() != null) {
            inference.put("topP", sampling.topP());
        }
        if (sampling.topK() != null) {
            topK(sampling.topK());
        }
        unsupported("frequency_penalty", sampling.frequencyPenalty());
        unsupported("presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            warnings.add("seed", "unsupported");
        }
        if (sampling.logitBiasJson() != null && !sampling.logitBiasJson().equals("{}")) {
            warnings.add("logit_bias", "unsupported");
        }
    }

    private void unsupported(String name, @Nullable BigDecimal value) {
        if (value != null && value.signum() != 0) {
            warnings.add(name, "unsupported");
        }
    }

    private void topK(long value) {
        switch (traits.topK()) {
            case "" -> warnings.add("top_k", "unsupported");
            case "inferenceConfig.topK" ->
                additional.putObject("inferenceConfig").put("topK", value);
            default -> additional.put(traits.topK(), value);
        }
    }

    private void stop() {
        List<String> stop = new ArrayList<>(request.stop());
        stop.removeIf(String::isBlank);
        if (!stop.isEmpty()) {
            ArrayNode array = inference.putArray("stopSequences");
            stop.forEach(array::add);
        }
    }

    private void reasoning() {
        String asked = asked();
        if (asked == null) {
            return;
        }
        if (traits.reasoning() == Control.NONE) {
            if (!asked.equals("none")) {
                warnings.add("reasoning_effort", "unsupported");
            }
            return;
        }
        if (traits.reasoning() == Control.NOVA && asked.equals("none")) {
            // off is its default
            return;
        }
        String sent = clamped(asked);
        if (!sent.equals(asked)) {
            warnings.add("reasoning_effort", "clamped-to-" + sent);
        }
        if (traits.reasoning() == Control.EFFORT) {
            additional.put("reasoning_effort", sent);
        } else {
            additional.putObject("reasoningConfig").put("type", "enabled").put("maxReasoningEffort", sent);
        }
    }

    private @Nullable String asked() {
        Reasoning reasoning = request.reasoning();
        String effort = reasoning.effort() != null && reasoning.effort().equals("minimal") ? "low" : reasoning.effort();
        return switch (reasoning.mode()) {
            case OFF -> "none";
            case BETWEEN_TOOLS -> {
                warnings.add("thinking", "between-tools-unsupported");
                yield "none";
            }
            case UNSPECIFIED -> effort;
            // a model whose reasoning is off by default is asked for some
            case ADAPTIVE -> effort == null && traits.reasoning() == Control.NOVA ? "medium" : effort;
            case BUDGET -> {
                if (effort == null) {
                    warnings.add("thinking.budget_tokens", "as-effort");
                }
                yield effort == null ? ofBudget(reasoning.budgetTokens()) : effort;
            }
        };
    }

    private static String ofBudget(@Nullable Long tokens) {
        if (tokens == null || tokens < 2_048) {
            return "low";
        }
        if (tokens < 8_192) {
            return "medium";
        }
        return tokens < 24_576 ? "high" : "xhigh";
    }

    /** The wanted level, or the best one below it, or the weakest. */
    private String clamped(String wanted) {
        String best = traits.efforts().getFirst();
        for (String level : traits.efforts()) {
            if (SCALE.indexOf(level) <= SCALE.indexOf(wanted)) {
                best = level;
            }
        }
        return best;
    }
}
