package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Interruption;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.openai.OpenAiErrors;

/** OpenAI Responses. */
public final class OpenAiResponsesDialect implements Dialect {

    private static final String RESPONSES = "/v1/responses";

    private final Signer signer;
    private final List<ResponsesRule> rules;

    public OpenAiResponsesDialect(Signer signer) {
        this.signer = signer;
        this.rules = Stream.of(
                        FieldRules.ALL,
                        SettingRules.ALL,
                        ItemRules.ALL,
                        PairRules.ALL,
                        ToolRules.ALL,
                        FormatRules.ALL,
                        List.<ResponsesRule>of(new ReasoningRules(signer)))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String name() {
        return "openai-responses";
    }

    @Override
    public boolean speaks(Call call) {
        return call.path().equals(RESPONSES) || call.path().startsWith(RESPONSES + "/");
    }

    @Override
    public Route route(Call call) {
        boolean post = call.method().equals("POST");
        return switch (call.path()) {
            case RESPONSES -> post ? new Route.Infer() : new Route.WrongMethod();
            case RESPONSES + "/input_tokens" ->
                post ? new Route.CountTokens(OpenAiResponsesDialect::count) : new Route.WrongMethod();
            default -> new Route.Unknown();
        };
    }

    private static ObjectNode count(int tokens) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("object", "response.input_tokens")
                .put("input_tokens", tokens);
    }

    @Override
    public Optional<String> credential(Call call) {
        return call.bearer();
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        ResponsesRequest request = new ResponsesRequest(route instanceof Route.CountTokens, body);
        return rules.stream()
                .map(rule -> rule.fault(request))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return ResponsesReader.prompt(new ResponsesRequest(false, body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        ResponsesWriter writer = new ResponsesWriter(signer, asked, reply);
        return writer.answer(writer.items(), usage);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return ResponsesStream.events(new ResponsesWriter(signer, asked, reply), usage, chunk);
    }

    @Override
    public Refusal failure(Failure failure) {
        return OpenAiErrors.of(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return OpenAiErrors.body(refusal);
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        return ResponsesStream.failure(new ResponsesWriter(signer, at.asked(), at.reply()), refusal, at);
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return OpenAiErrors.headers(requestId);
    }
}
