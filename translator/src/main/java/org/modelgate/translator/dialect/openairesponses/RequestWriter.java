package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.json.Json;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.Unsupported;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.ChatTarget;
import org.modelgate.translator.openai.Efforts;
import org.modelgate.translator.openai.StrictSchema;

/**
 * Canonical form to a Responses provider's body. Fields stand in a fixed order, the conversation last, so that prompt caches hit.
 * Nothing is stored at the provider: reasoning travels with the client.
 */
final class RequestWriter {
    /** The API takes no smaller cap. */
    static final long TOKENS_MIN = 16;

    private static final int IDENTIFIER_MAX = 128;
    private static final int CACHE_KEY_MAX = 64;

    private final InferenceRequest request;
    private final TargetContext context;
    private final ChatTarget target;
    private final Warnings warnings;

    RequestWriter(InferenceRequest request, TargetContext context, Warnings warnings) {
        this.request = request;
        this.context = context;
        this.target = ChatTarget.ofResponses(context.model());
        this.warnings = warnings;
    }

    byte[] write() {
        Losses.name(request, warnings);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try (JsonGenerator g = Json.factory().createGenerator(bytes)) {
            InputWriter input = new InputWriter(request, context, target, warnings);
            g.writeStartObject();
            g.writeStringField("model", context.model());
            input.instructions(g);
            new ToolWriter(request, warnings).write(g);
            text(g);
            reasoning(g);
            cap(g);
            sampling(g);
            state(g);
            identity(g);
            caching(g);
            input.write(g);
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private void text(JsonGenerator g) throws IOException {
        String verbosity = target.isOpenAi() ? request.verbosity() : null;
        if (request.verbosity() != null && verbosity == null) {
            warnings.add("verbosity", "unsupported");
        }
        if (request.format() instanceof OutputFormat.Text && verbosity == null) {
            return;
        }
        g.writeObjectFieldStart("text");
        switch (request.format()) {
            case OutputFormat.Text ignored -> {
                // The default.
            }
            case OutputFormat.JsonObject ignored -> {
                g.writeObjectFieldStart("format");
                g.writeStringField("type", "json_object");
                g.writeEndObject();
            }
            case OutputFormat.JsonSchema schema -> schema(g, schema);
        }
        if (verbosity != null) {
            g.writeStringField("verbosity", verbosity);
        }
        g.writeEndObject();
    }

    private void schema(JsonGenerator g, OutputFormat.JsonSchema schema) throws IOException {
        boolean asked = !Objects.equals(schema.strict(), false);
        boolean strict = asked && StrictSchema.conforms(schema.schemaJson());
        if (asked && !strict) {
            warnings.add("output_config.format", "not-strict");
        }
        g.writeObjectFieldStart("format");
        g.writeStringField("type", "json_schema");
        g.writeStringField("name", schema.name() == null ? "response" : schema.name());
        if (schema.description() != null) {
            g.writeStringField("description", schema.description());
        }
        g.writeFieldName("schema");
        g.writeRawValue(schema.schemaJson());
        g.writeBooleanField("strict", strict);
        g.writeEndObject();
    }

    private void reasoning(JsonGenerator g) throws IOException {
        String effort = Efforts.choose(request, target, false, warnings);
        boolean summary = target.mayReason() && !Objects.equals(effort, "none") && wantsSummary();
        if (effort == null && !summary) {
            return;
        }
        g.writeObjectFieldStart("reasoning");
        if (effort != null) {
            g.writeStringField("effort", effort);
        }
        if (summary) {
            g.writeStringField("summary", "auto");
        }
        g.writeEndObject();
    }

    /** Reasoning with a budget shows itself unless it is told not to. */
    private boolean wantsSummary() {
        Reasoning asked = request.reasoning();
        return Objects.equals(asked.display(), "summarized")
                || (asked.mode() == Reasoning.Mode.BUDGET && asked.display() == null);
    }

    private void cap(JsonGenerator g) throws IOException {
        Long asked = request.maxOutputTokens();
        Long reserved = context.maxOutputTokens();
        Long cap = asked == null || (reserved != null && reserved < asked) ? reserved : asked;
        if (cap == null || cap <= 0) {
            return;
        }
        if (cap < TOKENS_MIN) {
            warnings.add("max_tokens", "raised-to-" + TOKENS_MIN);
        }
        g.writeNumberField("max_output_tokens", Math.max(cap, TOKENS_MIN));
    }

    private void sampling(JsonGenerator g) throws IOException {
        sampling(g, "temperature", request.sampling().temperature());
        sampling(g, "top_p", request.sampling().topP());
    }

    /** Reasoning models take the default only, which is the same as nothing. */
    private void sampling(JsonGenerator g, String name, @Nullable BigDecimal value) throws IOException {
        if (value == null) {
            return;
        }
        if (!target.reasons()) {
            g.writeNumberField(name, value);
        } else if (value.compareTo(BigDecimal.ONE) != 0) {
            warnings.add(name, "unsupported");
        }
    }

    private void state(JsonGenerator g) throws IOException {
        if (request.stream()) {
            g.writeBooleanField("stream", true);
        }
        g.writeBooleanField("store", false);
        include(g);
    }

    private void include(JsonGenerator g) throws IOException {
        String logprobs = request.logprobsJson();
        if (logprobs != null && target.reasons()) {
            warnings.add("logprobs", "unsupported");
            logprobs = null;
        }
        if (logprobs == null && !target.mayReason()) {
            return;
        }
        g.writeArrayFieldStart("include");
        if (target.mayReason()) {
            g.writeString("reasoning.encrypted_content");
        }
        if (logprobs != null) {
            g.writeString(Logprobs.INCLUDE);
        }
        g.writeEndArray();
        Integer top = logprobs == null ? null : Logprobs.top(logprobs);
        if (top != null) {
            g.writeNumberField("top_logprobs", top);
        }
    }

    private void identity(JsonGenerator g) throws IOException {
        String user = request.userId();
        if (user != null && !user.isEmpty()) {
            g.writeStringField("safety_identifier", fit(user, IDENTIFIER_MAX));
        }
        if (request.cacheKey() != null) {
            g.writeStringField("prompt_cache_key", fit(request.cacheKey(), CACHE_KEY_MAX));
        }
        if (request.serviceTier() != null) {
            g.writeStringField("service_tier", request.serviceTier());
        }
        String metadata = request.extras().get("metadata");
        String kept = metadata == null ? null : Metadata.forProvider(new At(StrictSchema.parse(metadata), "metadata"));
        raw(g, "metadata", kept);
    }

    private static String fit(String id, int max) {
        return id.length() > max ? ToolNames.sha256(id) : id;
    }

    private void caching(JsonGenerator g) throws IOException {
        if (Unsupported.prewarms(request)) {
            if (!target.breakpoints()) {
                Unsupported.refusePrewarming(request);
            }
            g.writeObjectFieldStart("prompt_cache_options");
            g.writeBooleanField("prewarm", true);
            g.writeEndObject();
        } else if (target.breakpoints()) {
            raw(g, "prompt_cache_options", request.extras().get("prompt_cache_options"));
        }
        if (target.isOpenAi()) {
            raw(g, "prompt_cache_retention", request.extras().get("prompt_cache_retention"));
        }
    }

    private static void raw(JsonGenerator g, String name, @Nullable String json) throws IOException {
        if (json != null) {
            g.writeFieldName(name);
            g.writeRawValue(json);
        }
    }
}
