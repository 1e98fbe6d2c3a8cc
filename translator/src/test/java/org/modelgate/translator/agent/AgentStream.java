package org.modelgate.translator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/** A whole answer of {@link AgentProvider} as that provider would stream it: texts and arguments in two pieces. */
final class AgentStream {
    private final StringBuilder out = new StringBuilder();

    private AgentStream() {}

    static byte[] of(DialectId provider, JsonNode answer) {
        AgentStream stream = new AgentStream();
        switch (provider) {
            case ANTHROPIC_MESSAGES -> stream.messages((ObjectNode) answer);
            case OPENAI_CHAT -> stream.chat(answer);
            case OPENAI_RESPONSES -> stream.responses((ObjectNode) answer);
            case GEMINI -> stream.gemini(answer);
            case BEDROCK_CONVERSE -> stream.converse(answer);
        }
        return stream.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    private static List<String> halves(String text) {
        int middle = text.length() / 2;
        return List.of(text.substring(0, middle), text.substring(middle));
    }

    private void named(String name, JsonNode data) {
        out.append("event: ").append(name).append('\n');
        data(data);
    }

    private void data(JsonNode data) {
        out.append("data: ").append(data).append("\n\n");
    }

    private void event(ObjectNode data) {
        named(data.path("type").asText(), data);
    }

    // --- Anthropic Messages

    private void messages(ObjectNode answer) {
        ObjectNode message = answer.deepCopy().putNull("stop_reason");
        message.putArray("content");
        ObjectNode start = object().put("type", "message_start");
        event(start.set("message", message));
        int index = 0;
        for (JsonNode block : answer.path("content")) {
            block(index++, (ObjectNode) block);
        }
        ObjectNode end = object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", "tool_use").putNull("stop_sequence");
        event(end.set("usage", answer.path("usage")));
        event(object().put("type", "message_stop"));
    }

    private void block(int index, ObjectNode block) {
        ObjectNode empty = block.deepCopy();
        if (block.has("thinking")) {
            empty.put("thinking", "").put("signature", "");
        } else if (block.has("text")) {
            empty.put("text", "");
        } else if (block.has("input")) {
            empty.putObject("input");
        }
        ObjectNode start = object().put("type", "content_block_start").put("index", index);
        event(start.set("content_block", empty));
        if (block.has("thinking")) {
            if (!block.path("thinking").asText().isEmpty()) {
                halves(block.path("thinking").asText()).forEach(t -> delta(index, "thinking_delta", "thinking", t));
            }
            delta(index, "signature_delta", "signature", block.path("signature").asText());
        } else if (block.has("text")) {
            halves(block.path("text").asText()).forEach(t -> delta(index, "text_delta", "text", t));
        } else if (block.has("input")) {
            halves(block.path("input").toString()).forEach(t -> delta(index, "input_json_delta", "partial_json", t));
        }
        event(object().put("type", "content_block_stop").put("index", index));
    }

    private void delta(int index, String type, String member, String value) {
        ObjectNode event = object().put("type", "content_block_delta").put("index", index);
        event.putObject("delta").put("type", type).put(member, value);
        event(event);
    }

    // --- OpenAI Chat

    private void chat(JsonNode answer) {
        JsonNode message = answer.at("/choices/0/message");
        chunk(answer, object().put("role", "assistant").put("content", ""), null);
        for (String member : List.of("reasoning_content", "content")) {
            halves(message.path(member).asText()).forEach(t -> chunk(answer, object().put(member, t), null));
        }
        JsonNode call = message.at("/tool_calls/0");
        ObjectNode start = call.deepCopy();
        start.put("index", 0).putObject("function").put("name", "look").put("arguments", "");
        ObjectNode first = object();
        first.putArray("tool_calls").add(start);
        chunk(answer, first, null);
        for (String piece : halves(call.at("/function/arguments").asText())) {
            ObjectNode next = object();
            next.putArray("tool_calls")
                    .addObject()
                    .put("index", 0)
                    .putObject("function")
                    .put("arguments", piece);
            chunk(answer, next, null);
        }
        chunk(answer, object(), "tool_calls");
        ObjectNode usage = head(answer);
        usage.putArray("choices");
        data(usage.set("usage", answer.path("usage")));
        out.append("data: [DONE]\n\n");
    }

    private static ObjectNode head(JsonNode answer) {
        return object().put("id", answer.path("id").asText())
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", answer.path("model").asText());
    }

    private void chunk(JsonNode answer, ObjectNode delta, String finish) {
        ObjectNode chunk = head(answer);
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finish)
                .set("delta", delta);
        data(chunk);
    }

    // --- OpenAI Responses

    private int sequence;

    private void step(String type, ObjectNode rest) {
        event(object().put("type", type).put("sequence_number", sequence++).setAll(rest));
    }

    private void responses(ObjectNode answer) {
        ObjectNode begun = answer.deepCopy().put("status", "in_progress").putNull("usage");
        for (String name : List.of("parallel_tool_calls", "tool_choice", "tools")) {
            begun.set(name, name.equals("tools") ? Json.mapper().createArrayNode() : object().textNode("auto"));
        }
        begun.putNull("error").putNull("incomplete_details").putArray("output");
        step("response.created", object().set("response", begun));
        int index = 0;
        for (JsonNode item : answer.path("output")) {
            item(index++, (ObjectNode) item);
        }
        ObjectNode whole = begun.deepCopy();
        whole.setAll(answer.deepCopy());
        ObjectNode usage = whole.withObject("/usage");
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        step("response.completed", object().set("response", whole));
    }

    private void item(int index, ObjectNode item) {
        String id = item.path("id").asText();
        ObjectNode empty = item.deepCopy();
        empty.remove("encrypted_content");
        switch (item.path("type").asText()) {
            case "reasoning" -> {
                empty.putArray("summary");
                added(index, empty);
                String text = item.at("/summary/0/text").asText();
                ObjectNode at = at(index, id).put("summary_index", 0);
                step("response.reasoning_summary_part.added", part(at, "summary_text", ""));
                halves(text)
                        .forEach(t -> step(
                                "response.reasoning_summary_text.delta",
                                at.deepCopy().put("delta", t)));
                step("response.reasoning_summary_text.done", at.deepCopy().put("text", text));
                step("response.reasoning_summary_part.done", part(at, "summary_text", text));
            }
            case "message" -> {
                empty.put("status", "in_progress").putArray("content");
                added(index, empty);
                String text = item.at("/content/0/text").asText();
                ObjectNode at = at(index, id).put("content_index", 0);
                step("response.content_part.added", part(at, "output_text", ""));
                halves(text).forEach(t -> {
                    ObjectNode delta = at.deepCopy().put("delta", t);
                    delta.putArray("logprobs");
                    step("response.output_text.delta", delta);
                });
                ObjectNode done = at.deepCopy().put("text", text);
                done.putArray("logprobs");
                step("response.output_text.done", done);
                step("response.content_part.done", part(at, "output_text", text));
            }
            default -> {
                added(index, empty.put("status", "in_progress").put("arguments", ""));
                String arguments = item.path("arguments").asText();
                halves(arguments)
                        .forEach(t -> step(
                                "response.function_call_arguments.delta",
                                at(index, id).put("delta", t)));
                step(
                        "response.function_call_arguments.done",
                        at(index, id).put("name", "look").put("arguments", arguments));
            }
        }
        ObjectNode end = object().put("output_index", index);
        step("response.output_item.done", end.set("item", item));
    }

    private void added(int index, ObjectNode item) {
        ObjectNode added = object().put("output_index", index);
        step("response.output_item.added", added.set("item", item));
    }

    private static ObjectNode at(int index, String id) {
        return object().put("item_id", id).put("output_index", index);
    }

    private static ObjectNode part(ObjectNode at, String type, String text) {
        ObjectNode event = at.deepCopy();
        ObjectNode part = event.putObject("part").put("type", type).put("text", text);
        if (type.equals("output_text")) {
            part.putArray("annotations");
            part.putArray("logprobs");
        }
        return event;
    }

    // --- Gemini

    private void gemini(JsonNode answer) {
        JsonNode parts = answer.at("/candidates/0/content/parts");
        for (JsonNode part : parts) {
            if (part.has("text")) {
                for (String half : halves(part.path("text").asText())) {
                    ObjectNode piece = part.deepCopy();
                    parts(answer, piece.put("text", half));
                }
            } else {
                parts(answer, part);
            }
        }
        ObjectNode last = answer.deepCopy();
        ((ObjectNode) last.at("/candidates/0/content")).putArray("parts");
        data(last);
    }

    private void parts(JsonNode answer, JsonNode part) {
        ObjectNode chunk =
                object().put("modelVersion", answer.path("modelVersion").asText());
        chunk.putArray("candidates")
                .addObject()
                .putObject("content")
                .put("role", "model")
                .putArray("parts")
                .add(part);
        data(chunk);
    }

    // --- Bedrock Converse, in the plain form of its event stream

    private void converse(JsonNode answer) {
        named("messageStart", object().put("role", "assistant"));
        int index = 0;
        for (JsonNode block : answer.at("/output/message/content")) {
            converseBlock(index++, block);
        }
        named("messageStop", object().put("stopReason", "tool_use"));
        named("metadata", object().set("usage", answer.path("usage")));
    }

    private void converseBlock(int index, JsonNode block) {
        if (block.has("toolUse")) {
            ObjectNode start = object().put("contentBlockIndex", index);
            start.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", block.at("/toolUse/toolUseId").asText())
                    .put("name", "look");
            named("contentBlockStart", start);
            for (String half : halves(block.at("/toolUse/input").toString())) {
                ObjectNode delta = object();
                delta.putObject("toolUse").put("input", half);
                converseDelta(index, delta);
            }
        } else if (block.has("reasoningContent")) {
            JsonNode reasoning = block.at("/reasoningContent/reasoningText");
            for (String half : halves(reasoning.path("text").asText())) {
                ObjectNode delta = object();
                delta.putObject("reasoningContent").put("text", half);
                converseDelta(index, delta);
            }
            ObjectNode signature = object();
            signature.putObject("reasoningContent").set("signature", reasoning.path("signature"));
            converseDelta(index, signature);
        } else {
            halves(block.path("text").asText()).forEach(half -> converseDelta(index, object().put("text", half)));
        }
        named("contentBlockStop", object().put("contentBlockIndex", index));
    }

    private void converseDelta(int index, ObjectNode delta) {
        ObjectNode event = object().put("contentBlockIndex", index);
        named("contentBlockDelta", event.set("delta", delta));
    }
}
