package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Unsupported;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.Efforts;
import org.modelgate.translator.openai.StrictSchema;

/** Canonical form to a chat provider's body. Fields stand in a fixed order, the conversation last, so that prompt caches hit. */
final class RequestWriter {
    private static final int STOPS_MAX = 4;
    private static final int IDENTIFIER_MAX = 128;

    private final InferenceRequest request;
    private final TargetContext context;
    private final ChatTarget target;
    private final Warnings warnings;

    RequestWriter(InferenceRequest request, TargetContext context, Warnings warnings) {
        this.request = request;
        this.context = context;
        this.target = ChatTarget.of(context.model());
        this.warnings = warnings;
    }

    byte[] write() {
        Unsupported.refusePrewarming(request);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator g = Json.factory().createGenerator(bytes)) {
            g.writeStartObject();
            g.writeStringField("model", context.model());
            ToolWriter tools = new ToolWriter(request, target, ChatTarget.searches(context.model()), warnings);
            tools.write(g);
            format(g);
            effort(g, tools.hasFunctions());
            cap(g);
            sampling(g);
            logprobs(g);
            stop(g);
            stream(g);
            identity(g);
            new ConversationWriter(request, context, target, warnings).write(g);
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private void format(JsonGenerator g) throws IOException {
        switch (request.format()) {
            case OutputFormat.Text ignored -> {
                // The default.
            }
            case OutputFormat.JsonObject ignored -> {
                g.writeObjectFieldStart("response_format");
                g.writeStringField("type", "json_object");
                g.writeEndObject();
            }
            case OutputFormat.JsonSchema schema -> schema(g, schema);
        }
    }

    private void schema(JsonGenerator g, OutputFormat.JsonSchema schema) throws IOException {
        boolean asked = !Objects.equals(schema.strict(), false);
        boolean strict = asked && target.isOpenAi() && StrictSchema.conforms(schema.schemaJson());
        if (asked && !strict) {
            warnings.add("output_config.format", "not-strict");
        }
        g.writeObjectFieldStart("response_format");
        g.writeStringField("type", "json_schema");
        g.writeObjectFieldStart("json_schema");
        g.writeStringField("name", schema.name() == null ? "response" : schema.name());
        if (schema.description() != null) {
            g.writeStringField("description", schema.description());
        }
        g.writeFieldName("schema");
        g.writeRawValue(schema.schemaJson());
        if (target.isOpenAi()) {
            g.writeBooleanField("strict", strict);
        }
        g.writeEndObject();
        g.writeEndObject();
    }

    private void effort(JsonGenerator g, boolean functionTools) throws IOException {
        String effort = Efforts.choose(request, target, functionTools, warnings);
        if (effort == null) {
            return;
        }
        if (effort.equals("none") && target.maker() == ChatTarget.Maker.DEEPSEEK) {
            g.writeObjectFieldStart("thinking");
            g.writeStringField("type", "disabled");
            g.writeEndObject();
        } else {
            g.writeStringField("reasoning_effort", effort);
        }
    }

    private void cap(JsonGenerator g) throws IOException {
        Long asked = request.maxOutputTokens();
        Long reserved = context.maxOutputTokens();
        Long cap = asked == null || (reserved != null && reserved < asked) ? reserved : asked;
        if (cap != null && cap > 0) {
            g.writeNumberField(target.capField(), cap);
        }
        if (request.verbosity() != null && target.isOpenAi()) {
            g.writeStringField("verbosity", request.verbosity());
        }
    }

    private void sampling(JsonGenerator g) throws IOException {
        sampling(g, "temperature", request.sampling().temperature());
        sampling(g, "top_p", request.sampling().topP());
        if (request.sampling().topK() != null) {
            warnings.add("top_k", "unsupported");
        }
        number(g, "frequency_penalty", request.sampling().frequencyPenalty());
        number(g, "presence_penalty", request.sampling().presencePenalty());
        Long seed = request.sampling().seed();
        if (seed != null) {
            g.writeNumberField(target.maker() == ChatTarget.Maker.MISTRAL ? "random_seed" : "seed", seed);
        }
        if (request.sampling().logitBiasJson() != null) {
            g.writeFieldName("logit_bias");
            g.writeRawValue(request.sampling().logitBiasJson());
        }
    }

    /** Reasoning models take the default only, which is the same as nothing. */
    private void sampling(JsonGenerator g, String name, @Nullable BigDecimal value) throws IOException {
        if (value != null && target.reasons()) {
            if (value.compareTo(BigDecimal.ONE) != 0) {
                warnings.add(name, "unsupported");
            }
            return;
        }
        number(g, name, value);
    }

    private static void number(JsonGenerator g, String name, @Nullable BigDecimal value) throws IOException {
        if (value != null) {
            g.writeNumberField(name, value);
        }
    }

    private void logprobs(JsonGenerator g) throws IOException {
        if (request.logprobsJson() == null) {
            return;
        }
        if (target.reasons()) {
            warnings.add("logprobs", "unsupported");
            return;
        }
        g.writeBooleanField("logprobs", true);
        Integer top = Logprobs.top(request.logprobsJson());
        if (top != null) {
            g.writeNumberField("top_logprobs", top);
        }
    }

    private void stop(JsonGenerator g) throws IOException {
        if (stopsSent() == 0) {
            return;
        }
        g.writeArrayFieldStart("stop");
        for (String stop : request.stop().subList(0, stopsSent())) {
            g.writeString(stop);
        }
        g.writeEndArray();
    }

    private int stopsSent() {
        boolean none = target.reasons() || target.maker() == ChatTarget.Maker.XAI;
        return none ? 0 : Math.min(STOPS_MAX, request.stop().size());
    }

    /** Reasoning models take none, others four. */
    List<String> stopsLeftOut() {
        return request.stop().subList(stopsSent(), request.stop().size());
    }

    private void stream(JsonGenerator g) throws IOException {
        if (request.choices() > 1) {
            g.writeNumberField("n", request.choices());
        }
        if (!request.stream()) {
            return;
        }
        g.writeBooleanField("stream", true);
        if (target.maker() != ChatTarget.Maker.MISTRAL) {
            g.writeObjectFieldStart("stream_options");
            g.writeBooleanField("include_usage", true);
            g.writeEndObject();
        }
    }

    private void identity(JsonGenerator g) throws IOException {
        if (!target.isOpenAi()) {
            return;
        }
        String user = request.userId();
        if (user != null && !user.isEmpty()) {
            g.writeStringField("safety_identifier", user.length() > IDENTIFIER_MAX ? ToolNames.sha256(user) : user);
        }
        if (request.cacheKey() != null) {
            g.writeStringField("prompt_cache_key", request.cacheKey());
        }
        if (request.serviceTier() != null) {
            g.writeStringField("service_tier", request.serviceTier());
        }
    }
}
