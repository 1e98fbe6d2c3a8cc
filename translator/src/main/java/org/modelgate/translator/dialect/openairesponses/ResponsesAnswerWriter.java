package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceResponse;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.JsonDepth;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.ShownUsage;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.openai.AnswerNames;
import org.modelgate.translator.openai.InputUnwrapper;
import org.modelgate.translator.openai.JsonText;
import org.modelgate.translator.openai.UrlCitations;

/** One whole answer for a Responses client. Items of which it isn't known yet how they end are finished last. */
final class ResponsesAnswerWriter {
    private static final int CALL_ID_MAX = 64;

    private final ResponseObject object;
    private final AnswerNames names;
    private final Shown shown;
    private final List<String> items = new ArrayList<>();

    /** Finished parts of the open message, and its open text. */
    private final List<String> parts = new ArrayList<>();

    private final List<ContentPart> texts = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private UrlCitations citations = new UrlCitations(UrlCitations.Form.FLAT);

    private final Map<String, McpCall.Result> served = new HashMap<>();
    private boolean cut;

    ResponsesAnswerWriter(AnswerContext context) {
        this.object = new ResponseObject(context);
        this.names = new AnswerNames(context);
        this.shown = Shown.to(context.request());
    }

    byte[] write(InferenceResponse response, GatewayUsage charge) {
        boolean called = response.parts().stream().anyMatch(ContentPart.ToolCall.class::isInstance);
        boolean said = called || response.parts().stream().anyMatch(ResponsesAnswerWriter::isText);
        boolean refused = response.parts().stream().anyMatch(ContentPart.Refusal.class::isInstance);
        boolean unsaid =
                response.finish() == FinishReason.REFUSAL && response.refusalJson() != null && !said && !refused;
        Ending ending = Ending.of(response.finish(), called, !said && (refused || unsaid));
        cut = ending.cut();
        served.putAll(McpCall.results(response.parts()));
        response.parts().forEach(this::part);
        if (unsaid) {
            parts.add(refusal(AnswerNames.refusal(response.refusalJson())));
        }
        closeMessage(cut ? Items.Status.INCOMPLETE : Items.Status.COMPLETED);
        StringBuilder out = new StringBuilder(1024);
        object.write(
                out,
                new ResponseObject.State(
                        ending,
                        null,
                        items,
                        ShownUsage.of(response.usage(), 0, charge),
                        tier(response.serviceTier()),
                        GatewayUsageJson.value(charge)));
        return out.toString().getBytes(UTF_8);
    }

    private static boolean isText(ContentPart part) {
        return part instanceof ContentPart.Text text && !text.text().isEmpty();
    }

    private static @Nullable String tier(@Nullable String own) {
        return own == null
                ? null
                : switch (own.toLowerCase(Locale.ROOT)) {
                    case "standard", "batch" -> "default";
                    default -> own;
                };
    }

    private void part(ContentPart part) {
        switch (part) {
            case ContentPart.Text own -> text(own);
            case ContentPart.Refusal own -> {
                closeText();
                parts.add(refusal(own.text()));
            }
            case ContentPart.Thinking thinking -> thinking(thinking);
            case ContentPart.RedactedThinking redacted -> {
                if (shown.reasoning()) {
                    reasoning("", names.sealed("redacted", redacted.data()));
                }
            }
            case ContentPart.ToolCall call -> call(call);
            case ContentPart.Opaque own -> hosted(own);
            case ContentPart.Image ignored -> noPlace();
            case ContentPart.Document ignored -> noPlace();
            case ContentPart.Audio ignored -> noPlace();
            case ContentPart.SearchResult ignored -> noPlace();
            case ContentPart.ToolResult ignored -> noPlace();
        }
    }

    private void hosted(ContentPart.Opaque own) {
        HostedSearch.action(own).ifPresent(action -> {
            closeMessage(Items.Status.COMPLETED);
            items.add(Items.webSearch(id("ws"), Items.Status.COMPLETED, action));
        });
        McpCall.of(own).ifPresent(call -> {
            closeMessage(Items.Status.COMPLETED);
            McpCall whole = call.result() == null ? call.with(served.get(call.id())) : call;
            items.add(Items.serverCall(id("mcp"), OpenServerCall.status(whole.result()), whole));
        });
    }

    /** Doesn't occur in answers. */
    private static void noPlace() {}

    private String id(String prefix) {
        return object.itemId(prefix, items.size());
    }

    private void text(ContentPart.Text own) {
        texts.add(own);
        text.append(own.text());
        citations.text(own.text());
        if (own.citationsJson() != null) {
            citations.citations(own.citationsJson());
        }
        citations.blockEnd();
    }

    private static String refusal(String said) {
        return Items.refusal(escaped(said));
    }

    private static String escaped(CharSequence plain) {
        StringBuilder out = new StringBuilder(plain.length() + 16);
        JsonText.escape(out, plain.toString());
        return out.toString();
    }

    private void closeText() {
        if (!text.isEmpty()) {
            String logprobs = shown.logprobs() ? Logprobs.ofAll(texts) : null;
            parts.add(Items.outputText(escaped(text), citations.json(), logprobs == null ? "[]" : logprobs));
            text.setLength(0);
            texts.clear();
            citations = new UrlCitations(UrlCitations.Form.FLAT);
        }
    }

    private void closeMessage(Items.Status status) {
        closeText();
        if (!parts.isEmpty()) {
            items.add(Items.message(id("msg"), status, String.join(",", parts)));
            parts.clear();
        }
    }

    private void thinking(ContentPart.Thinking thinking) {
        boolean said = shown.summaries() && !thinking.text().isEmpty();
        String own = thinking.signature() == null ? "" : thinking.signature();
        if (shown.reasoning() && (said || !own.isEmpty())) {
            reasoning(
                    said ? Items.summaryText(escaped(thinking.text())) : "",
                    names.sealed(own.isEmpty() ? "none" : "thinking", own));
        }
    }

    private void reasoning(String summary, String carrier) {
        closeMessage(Items.Status.COMPLETED);
        items.add(Items.reasoning(id("rs"), summary, carrier));
    }

    private void call(ContentPart.ToolCall call) {
        closeMessage(Items.Status.COMPLETED);
        CalledTool tool = CalledTool.of(names, call.name());
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        JsonDepth depth = new JsonDepth();
        depth.add(arguments);
        items.add(Items.call(
                id(tool.custom() ? "ctc" : "fc"),
                cut && !depth.complete() ? Items.Status.INCOMPLETE : Items.Status.COMPLETED,
                tool,
                ToolNames.callId(call.id(), CALL_ID_MAX),
                escaped(tool.custom() ? InputUnwrapper.whole(arguments) : arguments)));
    }
}
