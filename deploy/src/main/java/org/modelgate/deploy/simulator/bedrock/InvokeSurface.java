package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.modelgate.deploy.simulator.anthropic.AnthropicDialect;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.NamedEvent;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.Usage;
import org.modelgate.deploy.simulator.core.UsageForm;

/** InvokeModel for Claude: a Messages body whose model stands in the path and whose headers stand in the body. */
record InvokeSurface(AnthropicDialect anthropic) implements Surface {

    private static final String VERSION = "anthropic_version";
    private static final String BETA = "anthropic_beta";
    private static final Map<String, String> VERSIONS =
            Map.of("bedrock-2023-05-31", "2023-06-01", "2026-10-21", "2026-10-21");
    private static final Pattern NEW = Pattern.compile("(haiku|sonnet|opus|fable|mythos)-(4-[7-9]|[5-9])");
    private static final List<String> BETAS = List.of(
            "context-1m",
            "computer-use",
            "compact-2026-01-12",
            "context-management",
            "tool-search-tool-2025-10-19",
            "effort",
            "fine-grained-tool-streaming",
            "thinking-binding-controls",
            "thinking-display-updates",
            "dangerous-tool-use",
            "mid-conversation-tool-changes");

    @Override
    public Optional<String> fault(BedrockPath path, ObjectNode body) {
        return vendor(path)
                .or(() -> envelope(path, body))
                .or(() -> sources(body.path("messages")))
                .or(() -> anthropic
                        .refusal(call(body), new Route.Infer(), inner(path, body))
                        .map(Refusal::message));
    }

    private static Optional<String> vendor(BedrockPath path) {
        String id = path.foundation();
        return id.contains(".") && !id.startsWith("anthropic.")
                ? Optional.of("simulator: InvokeModel is simulated for Claude only, not for " + id)
                : Optional.empty();
    }

    private static Optional<String> envelope(BedrockPath path, ObjectNode body) {
        for (String name : List.of("model", "stream")) {
            if (body.has(name)) {
                return Optional.of("Malformed input request: #: extraneous key [" + name
                        + "] is not permitted, please reformat your input and try again.");
            }
        }
        if (!body.has(VERSION)) {
            return Optional.of(VERSION + ": Field required");
        }
        String version = body.path(VERSION).asText();
        boolean current = version.equals("2026-10-21");
        boolean newEnough =
                NEW.matcher(path.model()).find() || !path.foundation().contains(".");
        if (!VERSIONS.containsKey(version) || (current && !newEnough)) {
            return Optional.of(VERSION + ": \"" + version + "\" is not a valid version");
        }
        if (body.has(BETA) && !body.path(BETA).isArray()) {
            return Optional.of(BETA + ": Input should be a valid list");
        }
        for (JsonNode beta : body.path(BETA)) {
            if (BETAS.stream().noneMatch(beta.asText()::startsWith)) {
                return Optional.of("invalid beta flag");
            }
        }
        return Optional.empty();
    }

    /** Nothing is fetched here. */
    private static Optional<String> sources(JsonNode node) {
        if (node.path("source").path("type").asText().equals("url")) {
            return Optional.of(node.path("type").asText() + ".source.type: URL sources are not supported");
        }
        for (JsonNode child : node) {
            Optional<String> fault = sources(child);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Call call(ObjectNode body) {
        List<String> betas = new ArrayList<>();
        body.path(BETA).forEach(beta -> betas.add(beta.asText()));
        String version = VERSIONS.getOrDefault(body.path(VERSION).asText(), "");
        return new Call(
                "POST",
                "/v1/messages",
                "",
                Map.of("anthropic-version", version, "anthropic-beta", String.join(",", betas)));
    }

    private static ObjectNode inner(BedrockPath path, ObjectNode body) {
        ObjectNode inner = JsonNodeFactory.instance.objectNode().put("model", path.model());
        inner.setAll(body);
        inner.remove(List.of(VERSION, BETA));
        return path.streams() ? inner.put("stream", true) : inner;
    }

    @Override
    public Prompt prompt(BedrockPath path, ObjectNode body) {
        return anthropic.prompt(call(body), inner(path, body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return anthropic.answer(new Asked(asked.call(), asked.body(), renamed(asked)), reply, usage);
    }

    @Override
    public Map<String, String> answerHeaders(Reply reply) {
        Usage usage = reply.usage();
        return Map.of(
                "x-amzn-bedrock-input-token-count", String.valueOf(usage.input()),
                "x-amzn-bedrock-output-token-count", String.valueOf(usage.output()),
                "x-amzn-bedrock-cache-read-input-token-count", String.valueOf(usage.cacheRead()),
                "x-amzn-bedrock-cache-write-input-token-count", String.valueOf(usage.cacheWrite()),
                "x-amzn-bedrock-invocation-latency", "1");
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return anthropic.events(renamed(asked), reply, usage, chunk).stream()
                .filter(event -> !event.name().equals("ping"))
                .map(event -> event.name().equals("message_stop") ? withMetrics(event, reply, usage) : event)
                .map(InvokeSurface::framed)
                .toList();
    }

    private static Prompt renamed(Asked asked) {
        return asked.prompt().withModel(BedrockPath.in(asked.call()).claude());
    }

    private static NamedEvent withMetrics(NamedEvent stop, Reply reply, UsageForm usage) {
        ObjectNode metrics = JsonNodeFactory.instance
                .objectNode()
                .put("inputTokenCount", reply.usage().input())
                .put("outputTokenCount", reply.usage().output())
                .put("invocationLatency", 1)
                .put("firstByteLatency", 1);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "message_stop");
        usage.put(json, "amazon-bedrock-invocationMetrics", metrics);
        return new NamedEvent(stop.name(), json::toString, stop.outputTokens());
    }

    private static Event framed(NamedEvent event) {
        return new Event(
                () -> {
                    byte[] data = event.data().get().getBytes(StandardCharsets.UTF_8);
                    String bytes = Base64.getEncoder().encodeToString(data);
                    return EventFrame.event("chunk", Padding.in("{\"bytes\":\"" + bytes + "\"}"));
                },
                event.outputTokens());
    }
}
