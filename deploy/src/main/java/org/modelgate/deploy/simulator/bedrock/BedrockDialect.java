package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.modelgate.deploy.simulator.identity.AwsSignature;

/** Amazon Bedrock's runtime. */
public final class BedrockDialect implements Dialect {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Surface invoke;
    private final Surface converse;

    public BedrockDialect(Signer signer) {
        this.invoke = new InvokeSurface(new AnthropicDialect(signer));
        this.converse = new ConverseSurface(signer);
    }

    /** A body and the surface that it is written for. */
    private record Input(Surface surface, ObjectNode body) {}

    /** What there is to be understood; nothing in a count of neither kind. */
    private Optional<Input> input(BedrockPath path, ObjectNode body) {
        if (!path.counts()) {
            return Optional.of(new Input(path.operation().startsWith("invoke") ? invoke : converse, body));
        }
        JsonNode input = body.path("input");
        if (input.path("converse") instanceof ObjectNode inner) {
            return Optional.of(new Input(converse, inner));
        }
        return decoded(input.path("invokeModel").path("body").asText()).map(inner -> new Input(invoke, inner));
    }

    private static Optional<ObjectNode> decoded(String base64) {
        try {
            String json = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return JSON.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IllegalArgumentException | JsonProcessingException nothing) {
            return Optional.empty();
        }
    }

    private Surface surface(Asked asked) {
        return input(BedrockPath.in(asked.call()), asked.body())
                .map(Input::surface)
                .orElse(converse);
    }

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public boolean speaks(Call call) {
        return call.path().startsWith("/model/");
    }

    @Override
    public Route route(Call call) {
        Optional<BedrockPath> path = BedrockPath.of(call);
        if (path.isEmpty()) {
            return new Route.Unknown();
        }
        if (!call.method().equals("POST")) {
            return new Route.WrongMethod();
        }
        return path.get().counts() ? new Route.CountTokens(BedrockDialect::count) : new Route.Infer();
    }

    private static ObjectNode count(int tokens) {
        return ConverseWriter.object().put("inputTokens", tokens);
    }

    @Override
    public Optional<String> credential(Call call) {
        return call.bearer().or(() -> AwsSignature.of(call).map(AwsSignature::id));
    }

    @Override
    public boolean signed(Call call) {
        return AwsSignature.of(call).isPresent();
    }

    @Override
    public Optional<Refusal> unproven(Call call, byte[] body) {
        return AwsSignature.of(call)
                .flatMap(signature -> signature.service().equals("bedrock")
                        ? signature.fault(call, body)
                        : Optional.of("Credential should be scoped to correct service: 'bedrock'."))
                .map(fault -> new Refusal(403, "InvalidSignatureException", fault));
    }

    @Override
    public String modelAsked(Call call, ObjectNode body) {
        return BedrockPath.of(call).map(BedrockPath::model).orElse("");
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        BedrockPath path = BedrockPath.in(call);
        Optional<Input> input = input(path, body);
        if (input.isEmpty()) {
            return Optional.of(BedrockErrors.invalid("1 validation error detected: Value at 'input' failed to satisfy "
                    + "constraint: exactly one of invokeModel and converse must be set"));
        }
        return path.fault()
                .or(() -> input.get().surface().fault(path, input.get().body()))
                .map(BedrockErrors::invalid);
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        BedrockPath path = BedrockPath.in(call);
        Input input = input(path, body).orElseThrow(() -> new IllegalStateException("let pass without an input"));
        return input.surface().prompt(path, input.body());
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return surface(asked).answer(asked, reply, usage);
    }

    @Override
    public Map<String, String> answerHeaders(Asked asked, Reply reply) {
        return surface(asked).answerHeaders(reply);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return surface(asked).stream(asked, reply, usage, chunk);
    }

    @Override
    public String streamType(Asked asked) {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public Refusal failure(Failure failure) {
        return BedrockErrors.of(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return BedrockErrors.body(refusal);
    }

    /** Nobody is told how long to wait. */
    @Override
    public Map<String, String> errorHeaders(Refusal refusal) {
        return Map.of("x-amzn-errortype", refusal.type() + ":http://internal.amazon.com/coral/com.amazon.bedrock/");
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        String json = BedrockErrors.body(refusal).toString();
        return Event.of(EventFrame.exception(BedrockErrors.inFrame(refusal), json), 0);
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return Map.of("x-amzn-requestid", requestId);
    }
}
