package org.modelgate.deploy.simulator.vertex;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modelgate.deploy.simulator.anthropic.AnthropicDialect;
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
import org.modelgate.deploy.simulator.identity.Tokens;

/**
 * Claude on Vertex AI: Messages whose model stands in the path and whose version stands in the body. Only tokens that Google's token
 * service gave out are taken.
 */
public final class VertexClaudeDialect implements Dialect {
    private static final Pattern PATH =
            Pattern.compile("/v1/projects/[^/]+/locations/[^/]+/publishers/anthropic/models/"
                    + "(?<model>[^/:]+):(?<method>rawPredict|streamRawPredict)");
    private static final String COUNT = "count-tokens";
    private static final String VERSION = "anthropic_version";
    private static final Map<String, String> VERSIONS =
            Map.of("vertex-2023-10-16", "2023-06-01", "2026-10-21", "2026-10-21");
    private static final List<String> BETAS_REFUSED =
            List.of("effort", "structured-outputs", "files-api", "advanced-tool-use");

    private final AnthropicDialect anthropic;
    private final Tokens tokens;

    public VertexClaudeDialect(Signer signer, Tokens tokens) {
        this.anthropic = new AnthropicDialect(signer);
        this.tokens = tokens;
    }

    private static Optional<Matcher> path(Call call) {
        return Optional.of(PATH.matcher(call.path())).filter(Matcher::matches);
    }

    private static String model(Call call) {
        return path(call)
                .map(m -> URLDecoder.decode(m.group("model").replace("+", "%2B"), StandardCharsets.UTF_8))
                .orElse("");
    }

    private static boolean streams(Call call) {
        return path(call).filter(m -> m.group("method").startsWith("stream")).isPresent();
    }

    private static boolean counts(Call call) {
        return model(call).equals(COUNT);
    }

    @Override
    public String name() {
        return "vertex-claude";
    }

    @Override
    public boolean speaks(Call call) {
        return call.path().contains("/publishers/anthropic/");
    }

    @Override
    public Route route(Call call) {
        if (path(call).isEmpty()) {
            return new Route.Unknown();
        }
        if (!call.method().equals("POST")) {
            return new Route.WrongMethod();
        }
        return counts(call)
                ? new Route.CountTokens(
                        count -> JsonNodeFactory.instance.objectNode().put("input_tokens", count))
                : new Route.Infer();
    }

    @Override
    public Optional<String> credential(Call call) {
        return call.bearer();
    }

    @Override
    public boolean signed(Call call) {
        return true;
    }

    @Override
    public Optional<Refusal> unproven(Call call, byte[] body) {
        return tokens.shown(call, Tokens.Audience.GOOGLE)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        401,
                        "UNAUTHENTICATED",
                        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or "
                                + "other valid authentication credential."));
    }

    @Override
    public String modelAsked(Call call, ObjectNode body) {
        return counts(call) ? body.path("model").asText() : model(call);
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        if (counts(call) != body.has("model")) {
            return invalid("model: " + (counts(call) ? "Field required" : "Extra inputs are not permitted"));
        }
        String version = body.path(VERSION).asText();
        if (!VERSIONS.containsKey(version)) {
            return invalid(VERSION + ": \"" + version + "\" is not a valid version");
        }
        if (!counts(call) && body.path("stream").asBoolean() != streams(call)) {
            return invalid("stream: does not fit the method of the path");
        }
        String betas = call.header("anthropic-beta").orElse("");
        if (call.header("anthropic-version").isPresent()
                || BETAS_REFUSED.stream().anyMatch(betas::contains)) {
            return invalid("Unexpected value(s) for the `anthropic-beta` header or `anthropic-version` header");
        }
        return anthropic.refusal(inner(call, body), route, innerBody(call, body));
    }

    private static Optional<Refusal> invalid(String message) {
        return Optional.of(new Refusal(400, "invalid_request_error", message));
    }

    private static Call inner(Call call, ObjectNode body) {
        Map<String, String> headers = new HashMap<>(call.headers());
        headers.put(
                "anthropic-version", VERSIONS.getOrDefault(body.path(VERSION).asText(), ""));
        return new Call("POST", counts(call) ? "/v1/messages/count_tokens" : "/v1/messages", "", headers);
    }

    private static ObjectNode innerBody(Call call, ObjectNode body) {
        ObjectNode inner = JsonNodeFactory.instance.objectNode();
        if (!counts(call)) {
            inner.put("model", bare(model(call)));
        }
        inner.setAll(body);
        inner.remove(VERSION);
        return inner;
    }

    private static String bare(String model) {
        return model.replaceFirst("@.*$", "");
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return anthropic.prompt(inner(call, body), innerBody(call, body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return anthropic.answer(asked, reply, usage);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return anthropic.stream(asked, reply, usage, chunk);
    }

    /** What the front door refuses is Google's, the rest the model's own. */
    @Override
    public Refusal failure(Failure failure) {
        return failure instanceof Failure.NoSuchModel(String model)
                ? new Refusal(
                        404,
                        "NOT_FOUND",
                        "Publisher Model `" + model + "` was not found or your project does not have access to it.")
                : anthropic.failure(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        boolean googles =
                refusal.type().equals("UNAUTHENTICATED") || refusal.type().equals("NOT_FOUND");
        if (!googles) {
            return anthropic.error(refusal, requestId);
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("code", refusal.status())
                .put("message", refusal.message())
                .put("status", refusal.type());
        return json;
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        return anthropic.streamError(refusal, at);
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return Map.of("request-id", requestId);
    }
}
