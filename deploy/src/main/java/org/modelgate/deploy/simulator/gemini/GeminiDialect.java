package org.modelgate.deploy.simulator.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.identity.Tokens;

/** Google's Gemini, on the Gemini API and on Vertex AI. */
public final class GeminiDialect implements Dialect {

    private static final String MODELS = "/v1beta/models";

    private final Tokens tokens;
    private final ThoughtSignatures signatures;
    private final List<GeminiRule> rules;

    /** @param tokens that Vertex AI takes in place of a key */
    public GeminiDialect(Signer signer, Tokens tokens) {
        this.tokens = tokens;
        this.signatures = new ThoughtSignatures(signer);
        this.rules = Stream.of(
                        ConfigRules.ALL,
                        ContentRules.ALL,
                        TurnRules.ALL,
                        ToolRules.ALL,
                        List.<GeminiRule>of(signatures))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public boolean speaks(Call call) {
        return GeminiPath.of(call).isPresent()
                || Stream.of("/v1beta/", "/v1alpha/").anyMatch(call.path()::startsWith)
                || call.path().contains("/publishers/google/");
    }

    @Override
    public Route route(Call call) {
        Optional<GeminiPath> path = GeminiPath.of(call);
        if (path.isPresent()) {
            if (!call.method().equals("POST")) {
                return new Route.WrongMethod();
            }
            return path.get().counts() ? new Route.CountTokens(GeminiDialect::count) : new Route.Infer();
        }
        if (!call.method().equals("GET")) {
            return new Route.Unknown();
        }
        if (call.path().equals(MODELS)) {
            return new Route.ListModels(GeminiDialect::models);
        }
        if (!call.path().startsWith(MODELS + '/')) {
            return new Route.Unknown();
        }
        String id = call.path().substring(MODELS.length() + 1);
        return new Route.GetModel(id, () -> model(id));
    }

    private static ObjectNode count(int tokens) {
        ObjectNode json = GeminiRequest.object().put("totalTokens", tokens);
        json.putArray("promptTokensDetails").addObject().put("modality", "TEXT").put("tokenCount", tokens);
        return json;
    }

    private static ObjectNode models() {
        ObjectNode json = GeminiRequest.object();
        ArrayNode list = json.putArray("models");
        ModelCatalogue.GEMINI.forEach(id -> list.add(model(id)));
        return json;
    }

    private static ObjectNode model(String id) {
        ObjectNode json = GeminiRequest.object()
                .put("name", "models/" + id)
                .put("displayName", id)
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 65_536);
        ArrayNode methods = json.putArray("supportedGenerationMethods");
        Stream.of(GeminiPath.GENERATE, GeminiPath.COUNT).forEach(methods::add);
        return json;
    }

    /** A key never stands in the URL: URLs get logged. */
    @Override
    public Optional<String> credential(Call call) {
        return vertex(call) ? call.bearer() : call.header("x-goog-api-key").or(call::bearer);
    }

    private static boolean vertex(Call call) {
        return GeminiPath.of(call).filter(GeminiPath::vertex).isPresent();
    }

    @Override
    public boolean signed(Call call) {
        return vertex(call);
    }

    @Override
    public Optional<Refusal> unproven(Call call, byte[] body) {
        return vertex(call) && !tokens.shown(call, Tokens.Audience.GOOGLE)
                ? Optional.of(failure(new Failure.Forced(401)))
                : Optional.empty();
    }

    @Override
    public String modelAsked(Call call, ObjectNode body) {
        return GeminiPath.of(call).map(GeminiPath::model).orElse("");
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        GeminiRequest request = GeminiRequest.of(GeminiPath.in(call), body);
        return rules.stream()
                .map(rule -> rule.fault(request))
                .flatMap(Optional::stream)
                .findFirst()
                .map(GeminiRule::invalid);
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return GeminiReader.prompt(GeminiRequest.of(GeminiPath.in(call), body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return new GeminiWriter(signatures, asked.prompt(), reply, usage).answer();
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return GeminiStream.events(
                new GeminiWriter(signatures, asked.prompt(), reply, usage), chunk, sse(asked.call()));
    }

    @Override
    public String streamType(Asked asked) {
        return sse(asked.call()) ? "text/event-stream" : "application/json; charset=UTF-8";
    }

    private static boolean sse(Call call) {
        return Set.of(call.query().split("&", -1)).contains("alt=sse");
    }

    @Override
    public Refusal failure(Failure failure) {
        return GeminiErrors.of(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return GeminiErrors.body(refusal);
    }

    @Override
    public Map<String, String> errorHeaders(Refusal refusal) {
        return Map.of();
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        String json = GeminiErrors.body(refusal).toPrettyString();
        return Event.of(
                sse(at.asked().call())
                        ? Buffer.buffer(json + "\n")
                        : GeminiStream.element(json, at.events() == 0, true),
                0);
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return Map.of("x-simulator-request-id", requestId, "server", "scaffolding on HTTPServer2");
    }
}
