package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.openai.AnswerNames;
import org.modelgate.translator.openai.InputUnwrapper;
import org.modelgate.translator.openai.JsonText;
import org.modelgate.translator.openai.UrlCitations;

/** One whole answer for a chat client. */
final class ChatAnswerWriter {
    private final ChatAnswer answer;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder details = new StringBuilder();
    private final ReasoningDetails entries;
    private final UrlCitations annotations = new UrlCitations(UrlCitations.Form.NESTED);
    private final List<String> calls = new ArrayList<>();
    private int blocks;

    ChatAnswerWriter(AnswerContext context) {
        this.answer = new ChatAnswer(context);
        this.entries = new ReasoningDetails(answer.reasoningFormat());
    }

    byte[] write(InferenceResponse response, GatewayUsage charge) {
        response.parts().forEach(this::part);
        FinishReason reason = response.finish();
        if (reason == FinishReason.REFUSAL && content.isEmpty() && refusal.isEmpty()) {
            refusal.append(AnswerNames.refusal(response.refusalJson()));
        }
        StringBuilder out = new StringBuilder(512 + content.length());
        out.append('{');
        answer.head(out, "chat.completion");
        out.append(",\"choices\":[{\"index\":0,\"message\":");
        message(out);
        out.append(",\"logprobs\":").append(ChatAnswer.logprobs(answer.asked(Logprobs.ofAll(response.parts()))));
        out.append(",\"finish_reason\":\"");
        out.append(FinishReasons.encode(reason, !calls.isEmpty())).append("\"}],\"usage\":");
        UsageJson.append(out, ShownUsage.of(response.usage(), 0, charge));
        if (response.serviceTier() != null) {
            out.append(",\"service_tier\":");
            JsonText.quote(out, tier(response.serviceTier()));
        }
        out.append(",\"gateway_usage\":").append(GatewayUsageJson.value(charge)).append('}');
        return out.toString().getBytes(UTF_8);
    }

    private static String tier(String own) {
        return switch (own.toLowerCase(Locale.ROOT)) {
            case "standard", "batch" -> "default";
            default -> own;
        };
    }

    private void message(StringBuilder out) {
        out.append("{\"role\":\"assistant\",\"content\":");
        boolean none = content.isEmpty() && !(calls.isEmpty() && refusal.isEmpty());
        quoteOrNull(out, content, none);
        out.append(",\"refusal\":");
        quoteOrNull(out, refusal, refusal.isEmpty());
        if (!reasoning.isEmpty()) {
            out.append(",\"reasoning_content\":");
            JsonText.quote(out, reasoning.toString());
        }
        if (!details.isEmpty()) {
            out.append(",\"reasoning_details\":[").append(details).append(']');
        }
        out.append(",\"annotations\":").append(annotations.json());
        if (!calls.isEmpty()) {
            out.append(",\"tool_calls\":[").append(String.join(",", calls)).append(']');
        }
        out.append('}');
    }

    private static void quoteOrNull(StringBuilder out, StringBuilder text, boolean none) {
        if (none) {
            out.append("null");
        } else {
            JsonText.quote(out, text.toString());
        }
    }

    private void part(ContentPart part) {
        switch (part) {
            case ContentPart.Text text -> text(text);
            case ContentPart.Refusal refused -> refusal.append(refused.text());
            case ContentPart.Thinking thinking -> thinking(thinking);
            case ContentPart.RedactedThinking redacted -> {
                separateDetails();
                entries.encrypted(details, blocks++, answer.names().sealed("redacted", redacted.data()));
            }
            case ContentPart.ToolCall call -> call(call);
            case ContentPart.Image ignored -> noPlace();
            case ContentPart.Document ignored -> noPlace();
            case ContentPart.Audio ignored -> noPlace();
            case ContentPart.SearchResult ignored -> noPlace();
            case ContentPart.ToolResult ignored -> noPlace();
            case ContentPart.Opaque ignored -> noPlace();
        }
    }

    /** Hosted calls and their results are invisible in chat; the rest doesn't occur in answers. */
    private static void noPlace() {}

    private void text(ContentPart.Text text) {
        content.append(text.text());
        annotations.text(text.text());
        if (text.citationsJson() != null) {
            annotations.citations(text.citationsJson());
        }
        annotations.blockEnd();
    }

    private void thinking(ContentPart.Thinking thinking) {
        boolean shown = !answer.hidesReasoning() && !thinking.text().isEmpty();
        String signature = thinking.signature();
        if (!shown && signature == null) {
            return;
        }
        separateDetails();
        String sealed =
                signature == null || signature.isEmpty() ? null : answer.names().sealed("thinking", signature);
        entries.whole(details, blocks++, shown ? thinking.text() : "", sealed);
        reasoning.append(shown ? thinking.text() : "");
    }

    private void separateDetails() {
        if (!details.isEmpty()) {
            details.append(',');
        }
    }

    private void call(ContentPart.ToolCall call) {
        String name = answer.names().tool(call.name());
        boolean custom = answer.names().isCustom(name);
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        StringBuilder out = new StringBuilder("{\"id\":");
        JsonText.quote(out, call.id());
        out.append(
                custom
                        ? ",\"type\":\"custom\",\"custom\":{\"name\":"
                        : ",\"type\":\"function\",\"function\":{\"name\":");
        JsonText.quote(out, name);
        out.append(custom ? ",\"input\":" : ",\"arguments\":");
        JsonText.quote(out, custom ? InputUnwrapper.whole(arguments) : arguments);
        calls.add(out.append("}}").toString());
    }
}
