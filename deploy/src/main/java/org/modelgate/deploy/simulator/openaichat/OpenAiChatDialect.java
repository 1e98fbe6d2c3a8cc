package org.modelgate.deploy.simulator.openaichat;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.modelgate.deploy.simulator.core.ModelCatalogue;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.openai.OpenAiErrors;

/** OpenAI Chat Completions. */
public final class OpenAiChatDialect implements Dialect {

    private static final String MODELS = "/v1/models";
    private static final List<ChatRule> RULES = Stream.of(ChatFieldRules.ALL, ChatMessageRules.ALL, ChatToolRules.ALL)
            .flatMap(List::stream)
            .toList();

    @Override
    public String name() {
        return "openai-chat";
    }

    /** Takes what is nobody else's: a wrong path gets this dialect's error. */
    @Override
    public boolean speaks(Call call) {
        return true;
    }

    @Override
    public Route route(Call call) {
        return switch (call.path()) {
            case "/v1/chat/completions" -> call.method().equals("POST") ? new Route.Infer() : new Route.WrongMethod();
            case MODELS ->
                call.method().equals("GET") ? new Route.ListModels(OpenAiChatDialect::models) : new Route.WrongMethod();
            default ->
                call.path().startsWith(MODELS + "/") && call.method().equals("GET")
                        ? getModel(call.path().substring(MODELS.length() + 1))
                        : new Route.Unknown();
        };
    }

    @Override
    public Optional<String> credential(Call call) {
        return call.bearer();
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        ChatRequest request = new ChatRequest(body);
        return RULES.stream()
                .map(rule -> rule.fault(request))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return ChatReader.prompt(new ChatRequest(body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return ChatWriter.answer(asked.prompt(), reply, usage);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return ChatStream.events(asked.prompt(), reply, usage, chunk);
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
        return Event.data(OpenAiErrors.body(refusal).toString(), 0);
    }

    private static Route getModel(String id) {
        return new Route.GetModel(id, () -> model(id));
    }

    private static ObjectNode models() {
        ObjectNode json = ChatWriter.object().put("object", "list");
        ArrayNode data = json.putArray("data");
        ModelCatalogue.GPT.forEach(id -> data.add(model(id)));
        ModelCatalogue.CLAUDE.forEach(id -> data.add(model(id)));
        return json;
    }

    private static ObjectNode model(String id) {
        return ChatWriter.object()
                .put("id", id)
                .put("object", "model")
                .put("created", ChatWriter.CREATED)
                .put("owned_by", "simulator");
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return OpenAiErrors.headers(requestId);
    }
}
