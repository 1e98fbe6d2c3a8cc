package org.modelgate.deploy.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.json.Json;

/** What an agent does in each client dialect: asks, offers a tool, answers its call, and puts a stream together. */
enum MatrixClient {
    MESSAGES("/v1/messages", "message_stop") {
        @Override
        ObjectNode ask(String model, String text) {
            return asked(model, text, "messages").put("max_tokens", MAX_TOKENS);
        }

        @Override
        void offer(ObjectNode body) {
            ObjectNode tool = body.putArray("tools").addObject().put("name", TOOL);
            tool.set("input_schema", schema());
        }

        @Override
        void answer(ObjectNode body, JsonNode turn, String result) {
            ArrayNode messages = body.withArray("messages");
            messages.addObject().put("role", "assistant").set("content", turn.path("content"));
            ArrayNode results = messages.addObject().put("role", "user").putArray("content");
            calls(turn)
                    .forEach(call -> results.addObject()
                            .put("type", "tool_result")
                            .put("tool_use_id", call.id())
                            .put("content", result));
        }

        @Override
        String text(JsonNode turn) {
            return joined(turn.path("content"), "text");
        }

        @Override
        List<Call> calls(JsonNode turn) {
            List<Call> calls = new ArrayList<>();
            for (JsonNode block : turn.path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    calls.add(new Call(
                            block.path("id").asText(), block.path("name").asText(), block.path("input")));
                }
            }
            return calls;
        }

        @Override
        JsonNode whole(List<JsonNode> events) {
            ObjectNode turn = JsonNodeFactory.instance.objectNode();
            ArrayNode content = turn.putArray("content");
            StringBuilder json = new StringBuilder();
            for (JsonNode event : events) {
                switch (event.path("type").asText()) {
                    case "content_block_start" -> {
                        content.add(event.path("content_block"));
                        json.setLength(0);
                    }
                    case "content_block_delta" -> {
                        ObjectNode block = (ObjectNode) content.path(content.size() - 1);
                        json.append(event.path("delta").path("partial_json").asText(""));
                        for (String name : List.of("text", "thinking", "signature")) {
                            if (event.path("delta").has(name)) {
                                String more = event.path("delta").path(name).asText();
                                block.put(name, block.path(name).asText() + more);
                            }
                        }
                    }
                    case "content_block_stop" -> {
                        if (!json.isEmpty()) {
                            ((ObjectNode) content.path(content.size() - 1)).set("input", Client.json(json.toString()));
                        }
                    }
                    default -> {}
                }
            }
            return turn;
        }
    },
    CHAT("/v1/chat/completions", "[DONE]") {
        @Override
        ObjectNode ask(String model, String text) {
            return asked(model, text, "messages").put("max_completion_tokens", MAX_TOKENS);
        }

        @Override
        void offer(ObjectNode body) {
            ObjectNode tool = body.putArray("tools").addObject().put("type", "function");
            tool.putObject("function").put("name", TOOL).set("parameters", schema());
        }

        @Override
        void answer(ObjectNode body, JsonNode turn, String result) {
            ArrayNode messages = body.withArray("messages");
            ObjectNode message = messages.addObject().put("role", "assistant");
            JsonNode given = turn.path("choices").path(0).path("message");
            for (String name : List.of("content", "tool_calls", "reasoning_content", "reasoning_details")) {
                if (given.has(name)) {
                    message.set(name, given.path(name));
                }
            }
            calls(turn)
                    .forEach(call -> messages.addObject()
                            .put("role", "tool")
                            .put("tool_call_id", call.id())
                            .put("content", result));
        }

        @Override
        String text(JsonNode turn) {
            return turn.path("choices").path(0).path("message").path("content").asText("");
        }

        @Override
        List<Call> calls(JsonNode turn) {
            List<Call> calls = new ArrayList<>();
            for (JsonNode call : turn.path("choices").path(0).path("message").path("tool_calls")) {
                JsonNode function = call.path("function");
                calls.add(new Call(
                        call.path("id").asText(),
                        function.path("name").asText(),
                        Client.json(function.path("arguments").asText())));
            }
            return calls;
        }

        @Override
        JsonNode whole(List<JsonNode> events) {
            ObjectNode turn = JsonNodeFactory.instance.objectNode();
            ObjectNode message = turn.putArray("choices").addObject().putObject("message");
            for (JsonNode event : events) {
                JsonNode delta = event.path("choices").path(0).path("delta");
                for (String name : List.of("content", "reasoning_content")) {
                    if (delta.hasNonNull(name)) {
                        message.put(
                                name,
                                message.path(name).asText("") + delta.path(name).asText());
                    }
                }
                delta.path("reasoning_details").forEach(message.withArray("reasoning_details")::add);
                for (JsonNode call : delta.path("tool_calls")) {
                    ArrayNode calls = message.withArray("tool_calls");
                    if (call.path("index").asInt() == calls.size()) {
                        calls.add(call.deepCopy());
                    } else {
                        ObjectNode function = (ObjectNode)
                                calls.path(call.path("index").asInt()).path("function");
                        String more = call.path("function").path("arguments").asText();
                        function.put("arguments", function.path("arguments").asText("") + more);
                    }
                }
            }
            return turn;
        }
    },
    RESPONSES("/v1/responses", "response.completed") {
        @Override
        ObjectNode ask(String model, String text) {
            ObjectNode body = asked(model, text, "input").put("max_output_tokens", MAX_TOKENS);
            body.putArray("include").add("reasoning.encrypted_content");
            return body.put("store", false);
        }

        @Override
        void offer(ObjectNode body) {
            ObjectNode tool = body.putArray("tools").addObject().put("type", "function");
            tool.put("name", TOOL).put("strict", false).set("parameters", schema());
        }

        @Override
        void answer(ObjectNode body, JsonNode turn, String result) {
            ArrayNode input = body.withArray("input");
            turn.path("output").forEach(input::add);
            calls(turn)
                    .forEach(call -> input.addObject()
                            .put("type", "function_call_output")
                            .put("call_id", call.id())
                            .put("output", result));
        }

        @Override
        String text(JsonNode turn) {
            StringBuilder text = new StringBuilder();
            turn.path("output").forEach(item -> text.append(joined(item.path("content"), "output_text")));
            return text.toString();
        }

        @Override
        List<Call> calls(JsonNode turn) {
            List<Call> calls = new ArrayList<>();
            for (JsonNode item : turn.path("output")) {
                if (item.path("type").asText().equals("function_call")) {
                    calls.add(new Call(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            Client.json(item.path("arguments").asText())));
                }
            }
            return calls;
        }

        @Override
        JsonNode whole(List<JsonNode> events) {
            return events.isEmpty()
                    ? MissingNode.getInstance()
                    : events.getLast().path("response");
        }
    };

    private static final int MAX_TOKENS = 4_000;
    static final String TOOL = "weather";

    /** A call that the client is to make. */
    record Call(String id, String name, JsonNode arguments) {}

    private final String path;
    private final String end;

    MatrixClient(String path, String end) {
        this.path = path;
        this.end = end;
    }

    String path() {
        return path;
    }

    /** Whether a stream came to the dialect's own end. */
    boolean ended(String stream) {
        return stream.contains(end);
    }

    abstract ObjectNode ask(String model, String text);

    abstract void offer(ObjectNode body);

    /** Adds what the model said and the results of its calls. */
    abstract void answer(ObjectNode body, JsonNode turn, String result);

    abstract String text(JsonNode turn);

    abstract List<Call> calls(JsonNode turn);

    /** The answer that a stream told. */
    abstract JsonNode whole(List<JsonNode> events);

    private static ObjectNode asked(String model, String text, String field) {
        ObjectNode body = Json.mapper().createObjectNode().put("model", model);
        body.putArray(field).addObject().put("role", "user").put("content", text);
        return body;
    }

    private static ObjectNode schema() {
        ObjectNode schema = Json.mapper().createObjectNode().put("type", "object");
        schema.putObject("properties").putObject("city").put("type", "string");
        schema.putArray("required").add("city");
        return schema;
    }

    private static String joined(JsonNode parts, String type) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : parts) {
            if (part.path("type").asText().equals(type)) {
                text.append(part.path("text").asText());
            }
        }
        return text.toString();
    }
}
