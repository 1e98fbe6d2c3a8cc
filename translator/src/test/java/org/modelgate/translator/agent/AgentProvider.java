package org.modelgate.translator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/** A provider whose answers think, say and call, each with a state of reasoning that it wants back as it was. */
enum AgentProvider {
    ANTHROPIC(DialectId.ANTHROPIC_MESSAGES, "claude-opus-4-8", "messages") {
        @Override
        void fill(ObjectNode answer, int turn) {
            answer.put("id", "msg_" + turn).put("type", "message").put("role", "assistant");
            answer.put("model", model).put("stop_reason", "tool_use").putNull("stop_sequence");
            ArrayNode content = answer.putArray("content");
            if (turn % 4 == 3) {
                content.addObject().put("type", "redacted_thinking").put("data", state(turn));
            } else {
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", turn % 4 == 2 ? "" : thought(turn))
                        .put("signature", state(turn));
            }
            content.addObject().put("type", "text").put("text", said(turn));
            content.addObject()
                    .put("type", "tool_use")
                    .put("id", call(turn))
                    .put("name", "look")
                    .putObject("input")
                    .put("city", "C" + turn);
            answer.putObject("usage").put("input_tokens", 10).put("output_tokens", 5);
        }
    },
    CHAT(DialectId.OPENAI_CHAT, "deepseek-chat", "messages") {
        @Override
        void fill(ObjectNode answer, int turn) {
            answer.put("id", "chatcmpl-" + turn)
                    .put("object", "chat.completion")
                    .put("created", 1);
            ObjectNode choice = answer.put("model", model).putArray("choices").addObject();
            ObjectNode message = choice.put("index", 0)
                    .put("finish_reason", "tool_calls")
                    .putObject("message")
                    .put("role", "assistant")
                    .put("content", said(turn))
                    .put("reasoning_content", state(turn));
            ObjectNode call = message.putArray("tool_calls").addObject();
            call.put("id", call(turn))
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "look")
                    .put("arguments", "{\"city\":\"C" + turn + "\"}");
            answer.putObject("usage")
                    .put("prompt_tokens", 10)
                    .put("completion_tokens", 5)
                    .put("total_tokens", 15);
        }
    },
    RESPONSES(DialectId.OPENAI_RESPONSES, "gpt-6-sol", "input") {
        @Override
        void fill(ObjectNode answer, int turn) {
            answer.put("id", "resp_" + turn).put("object", "response").put("created_at", 1);
            ArrayNode output =
                    answer.put("status", "completed").put("model", model).putArray("output");
            output.addObject()
                    .put("id", "rs_" + turn)
                    .put("type", "reasoning")
                    .put("encrypted_content", state(turn))
                    .putArray("summary")
                    .addObject()
                    .put("type", "summary_text")
                    .put("text", thought(turn));
            ObjectNode message = output.addObject()
                    .put("id", "msg_" + turn)
                    .put("type", "message")
                    .put("role", "assistant")
                    .put("status", "completed");
            ObjectNode text = message.putArray("content")
                    .addObject()
                    .put("type", "output_text")
                    .put("text", said(turn));
            text.putArray("annotations");
            text.putArray("logprobs");
            output.addObject()
                    .put("id", "fc_" + turn)
                    .put("type", "function_call")
                    .put("status", "completed")
                    .put("call_id", call(turn))
                    .put("name", "look")
                    .put("arguments", "{\"city\":\"C" + turn + "\"}");
            answer.putObject("usage")
                    .put("input_tokens", 10)
                    .put("output_tokens", 5)
                    .put("total_tokens", 15);
        }
    },
    GEMINI(DialectId.GEMINI, "gemini-3-pro", "contents") {
        @Override
        void fill(ObjectNode answer, int turn) {
            ObjectNode candidate =
                    answer.put("modelVersion", model).putArray("candidates").addObject();
            ArrayNode parts = candidate
                    .put("finishReason", "STOP")
                    .putObject("content")
                    .put("role", "model")
                    .putArray("parts");
            parts.addObject().put("text", thought(turn)).put("thought", true);
            parts.addObject().put("text", said(turn));
            ObjectNode call = parts.addObject();
            call.putObject("functionCall")
                    .put("id", call(turn))
                    .put("name", "look")
                    .putObject("args")
                    .put("city", "C" + turn);
            call.put("thoughtSignature", state(turn));
            answer.putObject("usageMetadata")
                    .put("promptTokenCount", 10)
                    .put("candidatesTokenCount", 5)
                    .put("totalTokenCount", 15);
        }
    },
    CONVERSE(DialectId.BEDROCK_CONVERSE, "us.deepseek.v4", "messages") {
        @Override
        void fill(ObjectNode answer, int turn) {
            ArrayNode content = answer.put("stopReason", "tool_use")
                    .putObject("output")
                    .putObject("message")
                    .put("role", "assistant")
                    .putArray("content");
            content.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", thought(turn))
                    .put("signature", state(turn));
            content.addObject().put("text", said(turn));
            content.addObject()
                    .putObject("toolUse")
                    .put("toolUseId", call(turn))
                    .put("name", "look")
                    .putObject("input")
                    .put("city", "C" + turn);
            answer.putObject("usage")
                    .put("inputTokens", 10)
                    .put("outputTokens", 5)
                    .put("totalTokens", 15);
        }
    };

    final DialectId id;
    final String model;
    /** Member of a request that holds the conversation. */
    final String conversation;

    AgentProvider(DialectId id, String model, String conversation) {
        this.id = id;
        this.model = model;
        this.conversation = conversation;
    }

    static AgentProvider of(DialectId id) {
        return List.of(values()).stream().filter(p -> p.id == id).findFirst().orElseThrow();
    }

    abstract void fill(ObjectNode answer, int turn);

    final byte[] answer(int turn) {
        ObjectNode answer = Json.mapper().createObjectNode();
        fill(answer, turn);
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What only this provider understands, different on each turn. */
    static String state(int turn) {
        return "c3RhdGU" + (1000 + turn) + "AAAA";
    }

    static String thought(int turn) {
        return "Thought " + turn + ".";
    }

    static String said(int turn) {
        return "Now city " + turn + ".";
    }

    static String call(int turn) {
        return "call_" + turn;
    }

    /** The turns that the provider is shown. */
    final JsonNode turns(JsonNode request) {
        return request.path(conversation);
    }
}
