package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.carrier.HmacCarriers;

/** Requests and contexts to test with; a canonical request is built from the parts a test cares about. */
final class Fixtures {
    static final Carriers CARRIERS = HmacCarriers.forTenant("secret".getBytes(UTF_8), "acme");
    static final GatewayUsage CHARGE = new GatewayUsage(19, 5, 1_500, "claude", false);
    static final Tool WEATHER = function("weather");

    private Fixtures() {}

    static Tool.Function function(String name) {
        return new Tool.Function(
                name, null, "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}", null, null);
    }

    static final class Request {
        private List<ContentPart.Text> system = List.of();
        private List<Message> messages = List.of(user("Hi"));
        private List<Tool> tools = List.of();
        private @Nullable ToolChoice choice;
        private @Nullable Boolean parallel;
        private List<String> stop = List.of();
        private Sampling sampling = Sampling.UNSPECIFIED;
        private Reasoning reasoning = Reasoning.UNSPECIFIED;
        private OutputFormat format = new OutputFormat.Text();
        private boolean stream;
        private boolean includeUsage;
        private @Nullable String userId;

        Request system(ContentPart.Text... texts) {
            system = List.of(texts);
            return this;
        }

        Request messages(Message... all) {
            messages = List.of(all);
            return this;
        }

        Request tools(Tool... all) {
            tools = List.of(all);
            return this;
        }

        Request choice(ToolChoice toolChoice) {
            choice = toolChoice;
            return this;
        }

        Request parallel(boolean allowed) {
            parallel = allowed;
            return this;
        }

        Request stop(String... all) {
            stop = List.of(all);
            return this;
        }

        Request sampling(Sampling parameters) {
            sampling = parameters;
            return this;
        }

        Request reasoning(Reasoning asked) {
            reasoning = asked;
            return this;
        }

        Request effort(String effort) {
            return reasoning(new Reasoning(Reasoning.Mode.ADAPTIVE, effort, null, null));
        }

        Request format(OutputFormat shape) {
            format = shape;
            return this;
        }

        Request stream() {
            stream = true;
            return this;
        }

        Request includeUsage() {
            includeUsage = true;
            return this;
        }

        Request userId(String id) {
            userId = id;
            return this;
        }

        InferenceRequest build() {
            return new InferenceRequest(
                    "claude-x",
                    system,
                    messages,
                    tools,
                    choice,
                    parallel,
                    100L,
                    stop,
                    sampling,
                    reasoning,
                    format,
                    null,
                    null,
                    null,
                    userId,
                    null,
                    stream,
                    includeUsage,
                    1,
                    null,
                    Map.of());
        }
    }

    static Message user(String text) {
        return new Message(Message.Role.USER, List.of(ContentPart.Text.of(text)));
    }

    static Message user(ContentPart... parts) {
        return new Message(Message.Role.USER, List.of(parts));
    }

    static Message assistant(ContentPart... parts) {
        return new Message(Message.Role.ASSISTANT, List.of(parts));
    }

    static ContentPart call(String id, String name, String arguments) {
        return new ContentPart.ToolCall(id, name, arguments, null);
    }

    static ContentPart result(String id, ContentPart... content) {
        return new ContentPart.ToolResult(id, List.of(content), false, null);
    }

    static ContentPart text(String text) {
        return ContentPart.Text.of(text);
    }

    static JsonNode encoded(InferenceRequest request, String model, Warnings warnings) {
        TargetContext target = new TargetContext("gpt", model, 100L, Map.of(), CARRIERS);
        return json(
                new OpenAiChatRequestCodec().encode(request, target, warnings).body());
    }

    static JsonNode encoded(InferenceRequest request, String model) {
        return encoded(request, model, new Warnings());
    }

    static AnswerContext answer(InferenceRequest request) {
        return new AnswerContext(
                "abc",
                1_770_933_892L,
                "claude-x",
                "claude",
                "claude-opus",
                DialectId.ANTHROPIC_MESSAGES,
                CARRIERS,
                request);
    }

    static JsonNode json(byte[] bytes) {
        try {
            return Json.mapper().readTree(new String(bytes, UTF_8));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + new String(bytes, UTF_8), e);
        }
    }

    static JsonNode json(String text) {
        return json(text.getBytes(UTF_8));
    }
}
