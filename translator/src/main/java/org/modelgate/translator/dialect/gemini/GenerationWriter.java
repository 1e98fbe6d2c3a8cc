package org.modelgate.translator.dialect.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Sampling;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/** {@code generationConfig}: cap, sampling, stop strings, the answer's shape, reasoning (translation table, sections 6 and 7). */
final class GenerationWriter {
    private static final int STOPS_MAX = 5;

    private final InferenceRequest request;
    private final GeminiModel model;
    private final TargetContext target;
    private final Warnings warnings;
    /** Before Gemini 3 an answer's shape and functions exclude each other. */
    private final boolean formatFits;

    GenerationWriter(
            InferenceRequest request, GeminiModel model, TargetContext target, boolean functions, Warnings warnings) {
        this.request = request;
        this.model = model;
        this.target = target;
        this.warnings = warnings;
        this.formatFits = model.isThird() || !functions;
    }

    /** What is asked for in words because the API has no field for it; empty if nothing need be. */
    String instruction() {
        if (formatFits || request.format() instanceof OutputFormat.Text) {
            return "";
        }
        warnings.add("response_format", "as-instruction");
        return request.format() instanceof OutputFormat.JsonSchema schema
                ? "Unless you call a function, answer with one JSON object that follows this JSON Schema, and nothing else: "
                        + schema.schemaJson()
                : "Unless you call a function, answer with one JSON object and nothing else.";
    }

    void write(ObjectNode body) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        cap(config);
        sampling(config);
        stop(config);
        format(config);
        new ThinkingWriter(request.reasoning(), model, warnings).write(config);
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
    }

    private void cap(ObjectNode config) {
        Long asked = request.maxOutputTokens();
        Long reserved = target.maxOutputTokens();
        Long cap = asked == null || (reserved != null && reserved < asked) ? reserved : asked;
        if (cap != null && cap > 0) {
            config.put("maxOutputTokens", cap);
        }
    }

    private void sampling(ObjectNode config) {
        Sampling sampling = request.sampling();
        sampled(config, "temperature", "temperature", sampling.temperature());
        sampled(config, "topP", "top_p", sampling.topP());
        Long topK = sampling.topK();
        if (topK != null && topK > 0) {
            sampled(config, "topK", "top_k", BigDecimal.valueOf(topK));
        }
        seed(config, sampling.seed());
        penalty(config, "presencePenalty", "presence_penalty", sampling.presencePenalty());
        penalty(config, "frequencyPenalty", "frequency_penalty", sampling.frequencyPenalty());
        if (sampling.logitBiasJson() != null) {
            warnings.add("logit_bias", "unsupported");
        }
    }

    /** The newest models ignore these, and later ones will refuse them. */
    private void sampled(ObjectNode config, String name, String field, @Nullable BigDecimal value) {
        if (value == null) {
            return;
        }
        if (model.takesSampling()) {
            config.put(name, value);
        } else if (name.equals("topK") || value.compareTo(BigDecimal.ONE) != 0) {
            warnings.add(field, "unsupported");
        }
    }

    private void seed(ObjectNode config, @Nullable Long seed) {
        if (seed == null) {
            return;
        }
        if (seed >= Integer.MIN_VALUE && seed <= Integer.MAX_VALUE) {
            config.put("seed", seed);
        } else {
            warnings.add("seed", "out-of-range");
        }
    }

    private void penalty(ObjectNode config, String name, String field, @Nullable BigDecimal value) {
        if (value == null || value.signum() == 0) {
            return;
        }
        if (model.takesPenalties()) {
            config.put(name, value);
        } else {
            warnings.add(field, "unsupported");
        }
    }

    private void stop(ObjectNode config) {
        List<String> stops = stops();
        if (!stops.isEmpty()) {
            ArrayNode array = config.putArray("stopSequences");
            stops.stream().limit(STOPS_MAX).forEach(array::add);
        }
    }

    private List<String> stops() {
        return request.stop().stream().filter(stop -> !stop.isEmpty()).toList();
    }

    List<String> stopsLeftOut() {
        return stops().stream().skip(STOPS_MAX).toList();
    }

    private void format(ObjectNode config) {
        if (!formatFits) {
            return;
        }
        switch (request.format()) {
            case OutputFormat.Text ignored -> {
                // the default
            }
            case OutputFormat.JsonObject ignored -> config.put("responseMimeType", "application/json");
            case OutputFormat.JsonSchema schema -> {
                config.put("responseMimeType", "application/json");
                schema(config, GeminiJson.object(schema.schemaJson()));
            }
        }
    }

    private void schema(ObjectNode config, ObjectNode schema) {
        if (model.takesJsonSchema()) {
            schema.remove("$schema");
            config.set("responseJsonSchema", schema);
            return;
        }
        OpenApiSchema converter = new OpenApiSchema(schema);
        ObjectNode converted = converter.convert();
        if (converted != null) {
            config.set("responseSchema", converted);
        }
        if (converter.lossy()) {
            warnings.add("response_format", "approximated");
        }
    }
}
