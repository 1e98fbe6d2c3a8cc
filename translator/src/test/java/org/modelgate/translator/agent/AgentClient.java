package org.modelgate.translator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;
import org.modelgate.translator.dialect.anthropic.MessageStreamChecker;
import org.modelgate.translator.dialect.openaichat.StrictChatClient;
import org.modelgate.translator.dialect.openairesponses.StrictResponsesClient;

/** An agent's client library: keeps the conversation as its dialect asks, and brings each answer back with the tools' results. */
abstract class AgentClient {
    final ArrayNode history = Json.mapper().createArrayNode();

    static AgentClient of(DialectId id) {
        return switch (id) {
            case ANTHROPIC_MESSAGES -> new Messages();
            case OPENAI_CHAT -> new Chat();
            case OPENAI_RESPONSES -> new Responses();
            case GEMINI, BEDROCK_CONVERSE -> throw new AssertionError("no client speaks " + id);
        };
    }

    final byte[] request(boolean stream) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("model", "agent-model");
        if (stream) {
            body.put("stream", true);
        }
        fill(body);
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    abstract void fill(ObjectNode body);

    /** Takes a whole answer and runs the tools that it calls. */
    abstract void take(JsonNode answer);

    /** Takes a streamed answer, put together by the dialect's rules. */
    abstract void takeStream(byte[] stream);

    private static String result(String callId) {
        return "done: " + callId;
    }

    private static ObjectNode schema() {
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        schema.putObject("properties").putObject("city").put("type", "string");
        return schema;
    }

    private static final class Messages extends AgentClient {
        Messages() {
            history.addObject().put("role", "user").put("content", "Look at twenty cities.");
        }

        @Override
        void fill(ObjectNode body) {
            body.put("max_tokens", 4_096).put("system", "You are an agent.");
            body.putObject("thinking").put("type", "adaptive");
            body.putArray("tools").addObject().put("name", "look").set("input_schema", schema());
            body.set("messages", history);
        }

        @Override
        void takeStream(byte[] stream) {
            take(MessageStreamChecker.message(stream));
        }

        @Override
        void take(JsonNode answer) {
            history.addObject().put("role", "assistant").set("content", answer.path("content"));
            ArrayNode results = history.addObject().put("role", "user").putArray("content");
            for (JsonNode block : answer.path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    String id = block.path("id").asText();
                    results.addObject()
                            .put("type", "tool_result")
                            .put("tool_use_id", id)
                            .put("content", result(id));
                }
            }
        }
    }

    private static final class Chat extends AgentClient {
        Chat() {
            history.addObject().put("role", "system").put("content", "You are an agent.");
            history.addObject().put("role", "user").put("content", "Look at twenty cities.");
        }

        @Override
        void fill(ObjectNode body) {
            body.put("reasoning_effort", "medium");
            ObjectNode function =
                    body.putArray("tools").addObject().put("type", "function").putObject("function");
            function.put("name", "look").set("parameters", schema());
            body.set("messages", history);
        }

        @Override
        void takeStream(byte[] stream) {
            ObjectNode answer = Json.mapper().createObjectNode();
            answer.putArray("choices").addObject().set("message", StrictChatClient.read(stream).message);
            take(answer);
        }

        @Override
        void take(JsonNode answer) {
            ObjectNode message = (ObjectNode) answer.path("choices").path(0).path("message");
            message.remove("annotations");
            message.remove("refusal");
            history.add(message);
            for (JsonNode call : message.path("tool_calls")) {
                String id = call.path("id").asText();
                history.addObject().put("role", "tool").put("tool_call_id", id).put("content", result(id));
            }
        }
    }

    private static final class Responses extends AgentClient {
        Responses() {
            history.addObject().put("role", "user").put("content", "Look at twenty cities.");
        }

        @Override
        void fill(ObjectNode body) {
            body.put("instructions", "You are an agent.").put("store", false);
            body.putArray("include").add("reasoning.encrypted_content");
            body.putObject("reasoning").put("effort", "medium").put("summary", "auto");
            body.putArray("tools")
                    .addObject()
                    .put("type", "function")
                    .put("name", "look")
                    .put("strict", false)
                    .set("parameters", schema());
            body.set("input", history);
        }

        @Override
        void takeStream(byte[] stream) {
            take(StrictResponsesClient.read(stream).response);
        }

        @Override
        void take(JsonNode answer) {
            for (JsonNode item : answer.path("output")) {
                history.add(item);
            }
            for (JsonNode item : answer.path("output")) {
                if (item.path("type").asText().equals("function_call")) {
                    String id = item.path("call_id").asText();
                    history.addObject()
                            .put("type", "function_call_output")
                            .put("call_id", id)
                            .put("output", result(id));
                }
            }
        }
    }
}
