package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Interruption;
import org.modelgate.deploy.simulator.core.NamedEvent;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Anthropic Messages. */
public final class AnthropicDialect implements Dialect {

    private static final String MODELS = "/v1/models";

    private final AnthropicRules rules;

    public AnthropicDialect(Signer signer) {
        this.rules = new AnthropicRules(signer);
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public boolean speaks(Call call) {
        return call.path().startsWith("/v1/messages")
                || call.header("anthropic-version").isPresent();
    }

    @Override
    public Route route(Call call) {
        return switch (call.path()) {
            case "/v1/messages" -> call.method().equals("POST") ? new Route.Infer() : new Route.WrongMethod();
            case "/v1/messages/count_tokens" ->
                call.method().equals("POST") ? new Route.CountTokens(AnthropicDialect::count) : new Route.WrongMethod();
            case MODELS ->
                call.method().equals("GET") ? new Route.ListModels(AnthropicModels::all) : new Route.WrongMethod();
            default ->
                call.path().startsWith(MODELS + "/") && call.method().equals("GET")
                        ? getModel(call.path().substring(MODELS.length() + 1))
                        : new Route.Unknown();
        };
    }

    private static Route getModel(String id) {
        return new Route.GetModel(id, () -> AnthropicModels.one(id));
    }

    /** Where both headers are sent, the API takes {@code x-api-key}. */
    @Override
    public Optional<String> credential(Call call) {
        return call.header("x-api-key").or(call::bearer);
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        return rules.check(new AnthropicRequest(call, route instanceof Route.CountTokens, body));
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return AnthropicReader.prompt(new AnthropicRequest(call, false, body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return AnthropicWriter.answer(asked.prompt(), reply, usage);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return events(asked.prompt(), reply, usage, chunk).stream()
                .map(NamedEvent::sse)
                .toList();
    }

    /** The events of a stream, for a cloud that has a framing of its own for them. */
    public List<NamedEvent> events(Prompt prompt, Reply reply, UsageForm usage, int chunk) {
        return AnthropicStream.events(prompt, reply, usage, chunk);
    }

    @Override
    public Refusal failure(Failure failure) {
        return AnthropicErrors.of(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return AnthropicErrors.body(refusal, requestId);
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        return Event.named("error", error(refusal, at.requestId()).toString(), 0);
    }

    private static ObjectNode count(int tokens) {
        return AnthropicWriter.object().put("input_tokens", tokens);
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        String reset = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1).toString();
        Map<String, String> headers = new HashMap<>();
        headers.put("request-id", requestId);
        headers.put("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
        Map.of("requests", "4000", "tokens", "5000000", "input-tokens", "4000000", "output-tokens", "1000000")
                .forEach((what, limit) -> {
                    String prefix = "anthropic-ratelimit-" + what;
                    headers.put(prefix + "-limit", limit);
                    headers.put(prefix + "-remaining", limit);
                    headers.put(prefix + "-reset", reset);
                });
        return headers;
    }
}
