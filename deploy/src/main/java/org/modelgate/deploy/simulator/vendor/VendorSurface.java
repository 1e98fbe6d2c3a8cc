package org.modelgate.deploy.simulator.vendor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
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
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.identity.Tokens;

/** One dialect as a vendor serves it. */
final class VendorSurface implements Dialect {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data: {";

    private final Vendor vendor;
    private final Dialect inner;
    private final Tokens tokens;

    VendorSurface(Vendor vendor, Dialect inner, Tokens tokens) {
        this.vendor = vendor;
        this.inner = inner;
        this.tokens = tokens;
    }

    /** The call as it would be made to the dialect's own vendor; empty for a path that this one hasn't. */
    private Optional<Call> within(Call call) {
        String path = vendor.paths().get(call.path().replaceFirst("/deployments/[^/]+/", "/deployments/*/"));
        return Optional.ofNullable(path).map(own -> {
            Map<String, String> headers = new HashMap<>(call.headers());
            credential(call).ifPresent(key -> headers.put("authorization", "Bearer " + key));
            return new Call(call.method(), own, call.query(), headers);
        });
    }

    private Call known(Call call) {
        return within(call).orElseThrow(() -> new IllegalStateException("no path " + call.path()));
    }

    @Override
    public String name() {
        return vendor.name() + "-" + inner.name();
    }

    @Override
    public boolean speaks(Call call) {
        return within(call).filter(inner::speaks).isPresent();
    }

    @Override
    public Route route(Call call) {
        return within(call).map(inner::route).orElseGet(Route.Unknown::new);
    }

    @Override
    public Optional<String> credential(Call call) {
        if (vendor.keyHeaders().isEmpty()) {
            return Optional.of("nobody");
        }
        for (String header : vendor.keyHeaders()) {
            Optional<String> key = header.equals("authorization") ? call.bearer() : call.header(header);
            if (key.isPresent()) {
                return key;
            }
        }
        return vendor.entra() ? call.bearer() : Optional.empty();
    }

    @Override
    public boolean signed(Call call) {
        return vendor.keyHeaders().isEmpty() || (vendor.entra() && tokens.shown(call, Tokens.Audience.AZURE));
    }

    @Override
    public Optional<Refusal> refusal(Call call, Route route, ObjectNode body) {
        return (chat() ? VendorRules.fault(vendor, body) : Optional.<String>empty())
                .map(field -> new Refusal(
                        400, "invalid_request_error", "Unsupported parameter: '" + field + "'.", "unsupported", field))
                .or(() -> inner.refusal(known(call), route, plain(call, body)));
    }

    /** The quirks are those of one dialect. */
    private boolean chat() {
        return inner.name().equals("openai-chat");
    }

    /** The body as the dialect's own vendor would take it: what only this one knows is taken out or put back. */
    private ObjectNode plain(Call call, ObjectNode body) {
        ObjectNode plain = body.deepCopy();
        if (!chat()) {
            return plain;
        }
        if (call.path().contains("/deployments/")) {
            plain.put("model", call.path().replaceFirst(".*/deployments/([^/]+)/.*", "$1"));
        }
        plain.remove(List.of("random_seed", "thinking"));
        if (plain.path("tool_choice").asText().equals("any")) {
            plain.put("tool_choice", "required");
        }
        if (vendor.usageAlways() && plain.path("stream").asBoolean()) {
            plain.putObject("stream_options").put("include_usage", true);
        }
        return plain;
    }

    @Override
    public Prompt prompt(Call call, ObjectNode body) {
        return inner.prompt(known(call), plain(call, body));
    }

    private Asked known(Asked asked) {
        return new Asked(known(asked.call()), plain(asked.call(), asked.body()), asked.prompt());
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return told(inner.answer(known(asked), reply, usage));
    }

    private ObjectNode told(ObjectNode answer) {
        return chat() && answer.path("usage") instanceof ObjectNode
                ? vendor.usage().apply(answer)
                : answer;
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return inner.stream(known(asked), reply, usage, chunk).stream()
                .map(event -> new Event(() -> told(event.frame().get()), event.outputTokens()))
                .toList();
    }

    private Buffer told(Buffer frame) {
        String text = frame.toString();
        if (!text.startsWith(DATA) || !text.contains("\"usage\":{")) {
            return frame;
        }
        try {
            ObjectNode json = (ObjectNode) JSON.readTree(text.substring(DATA.length() - 1));
            return Buffer.buffer("data: " + told(json) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of our own", e);
        }
    }

    @Override
    public Map<String, String> answerHeaders(Asked asked, Reply reply) {
        return inner.answerHeaders(known(asked), reply);
    }

    @Override
    public String streamType(Asked asked) {
        return inner.streamType(known(asked));
    }

    @Override
    public Refusal failure(Failure failure) {
        return inner.failure(failure);
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return vendor.errors().body(refusal, inner.error(refusal, requestId));
    }

    @Override
    public Map<String, String> errorHeaders(Refusal refusal) {
        return inner.errorHeaders(refusal);
    }

    @Override
    public Event streamError(Refusal refusal, Interruption at) {
        return inner.streamError(refusal, new Interruption(known(at.asked()), at.reply(), at.events(), at.requestId()));
    }

    @Override
    public Map<String, String> headers(String requestId, Instant now) {
        return inner.headers(requestId, now);
    }
}
