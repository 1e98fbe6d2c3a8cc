package org.modelgate.translator.dialect.openairesponses;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.openai.JsonText;

/**
 * The response object (openai-responses.md section 4). It repeats the request, in each lifecycle event of a stream again, so
 * those members are made once. {@code store} is false: what isn't kept here must not look as if it were.
 */
final class ResponseObject {
    private final AnswerContext context;
    private final String head;
    private final String echo;
    private final String rest;

    ResponseObject(AnswerContext context) {
        this.context = context;
        StringBuilder start = new StringBuilder("{\"id\":\"").append(id());
        start.append("\",\"object\":\"response\",\"created_at\":").append(context.createdSeconds());
        this.head = start.append(",\"status\":\"").toString();
        this.echo = echo(context.request());
        this.rest = rest(context.request());
    }

    String id() {
        return "resp_" + context.answerId();
    }

    /** An id for an output item; the same index gives the same one. */
    String itemId(String prefix, int index) {
        String hex = Integer.toHexString(index);
        return prefix + "_" + context.answerId() + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
    }

    /** What ends the object: the state of the answer at some time. */
    record State(
            Ending ending,
            @Nullable String errorJson,
            Collection<String> output,
            @Nullable Usage usage,
            @Nullable String serviceTier,
            @Nullable String gatewayUsage) {

        static State begun() {
            return new State(new Ending("in_progress", null), null, List.of(), null, null, null);
        }
    }

    void write(StringBuilder out, State state) {
        out.append(head).append(state.ending().status()).append("\",\"background\":false,\"error\":");
        out.append(state.errorJson() == null ? "null" : state.errorJson());
        out.append(",\"incomplete_details\":");
        if (state.ending().incompleteReason() == null) {
            out.append("null");
        } else {
            out.append("{\"reason\":\"")
                    .append(state.ending().incompleteReason())
                    .append("\"}");
        }
        out.append(echo).append(",\"output\":[").append(String.join(",", state.output()));
        out.append(']').append(rest);
        if (state.serviceTier() != null) {
            out.append(",\"service_tier\":");
            JsonText.quote(out, state.serviceTier());
        }
        out.append(",\"usage\":");
        usage(out, state.usage());
        if (state.gatewayUsage() != null) {
            out.append(",\"gateway_usage\":").append(state.gatewayUsage());
        }
        out.append('}');
    }

    /** Always with both objects of details: strict clients read through them. */
    static void usage(StringBuilder out, @Nullable Usage usage) {
        if (usage == null) {
            out.append("null");
            return;
        }
        out.append("{\"input_tokens\":").append(usage.totalInput());
        out.append(",\"input_tokens_details\":{\"cached_tokens\":").append(usage.cacheRead());
        out.append(",\"cache_write_tokens\":").append(usage.cacheWrite5m() + usage.cacheWrite1h());
        out.append("},\"output_tokens\":").append(usage.output());
        out.append(",\"output_tokens_details\":{\"reasoning_tokens\":").append(usage.reasoning());
        out.append("},\"total_tokens\":").append(usage.total()).append('}');
        if (usage.webSearches() > 0) {
            out.append(",\"tool_usage\":{\"web_search\":{\"num_requests\":").append(usage.webSearches());
            out.append("}}");
        }
    }

    private String echo(InferenceRequest request) {
        StringBuilder out = new StringBuilder();
        out.append(",\"instructions\":").append(raw("instructions", "null"));
        out.append(",\"max_output_tokens\":").append(request.maxOutputTokens());
        out.append(",\"max_tool_calls\":").append(raw("max_tool_calls", "null"));
        out.append(",\"model\":");
        JsonText.quote(out, context.clientModel());
        return out.toString();
    }

    private String rest(InferenceRequest request) {
        StringBuilder out = new StringBuilder(512);
        out.append(",\"parallel_tool_calls\":")
                .append(request.parallelToolCalls() == null || request.parallelToolCalls());
        out.append(",\"previous_response_id\":null,\"reasoning\":");
        reasoning(out, request.reasoning());
        out.append(",\"store\":false,\"temperature\":");
        out.append(number(request.sampling().temperature()));
        out.append(",\"text\":");
        text(out, request);
        out.append(",\"tool_choice\":").append(ToolEcho.choice(request));
        out.append(",\"tools\":").append(ToolEcho.tools(request.tools()));
        out.append(",\"top_logprobs\":").append(raw("top_logprobs", "0"));
        out.append(",\"top_p\":").append(number(request.sampling().topP()));
        out.append(",\"truncation\":").append(raw("truncation", "\"disabled\""));
        out.append(",\"user\":").append(raw("user", "null"));
        out.append(",\"metadata\":").append(raw("metadata", "{}"));
        return out.toString();
    }

    /** A member that the canonical model doesn't know, as the client sent it. */
    private String raw(String name, String otherwise) {
        return context.request().extras().getOrDefault(name, otherwise);
    }

    private static String number(@Nullable BigDecimal value) {
        return value == null ? "null" : value.toPlainString();
    }

    private static void reasoning(StringBuilder out, Reasoning reasoning) {
        out.append("{\"effort\":");
        quoteOrNull(out, reasoning.effort());
        boolean summarized = reasoning.display() != null && reasoning.display().equals("summarized");
        out.append(",\"summary\":").append(summarized ? "\"auto\"}" : "null}");
    }

    private static void text(StringBuilder out, InferenceRequest request) {
        out.append("{\"format\":");
        switch (request.format()) {
            case OutputFormat.Text ignored -> out.append("{\"type\":\"text\"}");
            case OutputFormat.JsonObject ignored -> out.append("{\"type\":\"json_object\"}");
            case OutputFormat.JsonSchema schema -> {
                out.append("{\"type\":\"json_schema\",\"name\":");
                quoteOrNull(out, schema.name());
                out.append(",\"description\":");
                quoteOrNull(out, schema.description());
                out.append(",\"schema\":").append(schema.schemaJson());
                out.append(",\"strict\":").append(schema.strict()).append('}');
            }
        }
        if (request.verbosity() != null) {
            out.append(",\"verbosity\":");
            JsonText.quote(out, request.verbosity());
        }
        out.append('}');
    }

    private static void quoteOrNull(StringBuilder out, @Nullable String text) {
        if (text == null) {
            out.append("null");
        } else {
            JsonText.quote(out, text);
        }
    }
}
