package org.modelgate.translator.speed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.FinishReason;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.Warnings;

/** The same work in each client's dialect, written by that dialect's own encoders. */
final class Workload {
    /** Calls that a model makes at once, and the deltas of each. */
    static final int CALLS = 64;

    static final int DELTAS = 20;
    private static final int TURNS = 100;
    private static final int TURN_CHARS = 9_500;

    private Workload() {}

    /** A body of one short message. */
    static byte[] smallRequest(DialectId client) {
        return body(client, Samples.request());
    }

    /** A body of 1 MB: a hundred turns of an agent, each a call and its result. */
    static byte[] agentRequest(DialectId client) {
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(Message.Role.USER, List.of(ContentPart.Text.of("Look at the files."))));
        String result = "A line of \"source\" code.\n".repeat(TURN_CHARS / 25);
        for (int i = 0; i < TURNS; i++) {
            String id = "call_" + i;
            messages.add(new Message(
                    Message.Role.ASSISTANT,
                    List.of(
                            ContentPart.Text.of("Next file."),
                            new ContentPart.ToolCall(id, "read", "{\"path\":\"src/File" + i + ".java\"}", null))));
            messages.add(new Message(
                    Message.Role.USER,
                    List.of(new ContentPart.ToolResult(id, List.of(ContentPart.Text.of(result)), false, null))));
        }
        return body(client, request(messages));
    }

    private static InferenceRequest request(List<Message> messages) {
        InferenceRequest like = Samples.request(Samples.tool("read"));
        return new InferenceRequest(
                like.model(),
                like.system(),
                messages,
                like.tools(),
                like.toolChoice(),
                like.parallelToolCalls(),
                like.maxOutputTokens(),
                like.stop(),
                like.sampling(),
                like.reasoning(),
                like.format(),
                like.verbosity(),
                like.automaticCache(),
                like.serviceTier(),
                like.userId(),
                like.cacheKey(),
                like.stream(),
                like.includeUsage(),
                like.choices(),
                like.logprobsJson(),
                like.extras());
    }

    private static byte[] body(DialectId client, InferenceRequest request) {
        return Dialects.client(client)
                .requests()
                .encode(request, Samples.target("sim", "client-model"), new Warnings())
                .body();
    }

    /** An answer of parallel calls whose arguments come by turns, as events a chunk each. */
    static List<byte[]> toolStream(DialectId provider) {
        return switch (provider) {
            case ANTHROPIC_MESSAGES, OPENAI_CHAT, OPENAI_RESPONSES -> clientStream(Dialects.client(provider));
            case GEMINI -> geminiStream();
            case BEDROCK_CONVERSE -> converseStream();
        };
    }

    private static List<byte[]> clientStream(ClientDialect dialect) {
        StreamEncoder encoder = dialect.streams().encoder(Samples.answer(Samples.request(Samples.tool("read"))), 9);
        List<byte[]> chunks = new ArrayList<>();
        add(chunks, encoder.encode(new StreamEvent.Start("up_1", "m", Usage.of(9, 0))));
        for (int call = 0; call < CALLS; call++) {
            add(chunks, encoder.encode(new StreamEvent.ToolCallStart(call, "call_" + call, "read")));
            add(chunks, encoder.encode(new StreamEvent.ToolCallArguments(call, "{\"path\":\"")));
            for (int i = 0; i < DELTAS; i++) {
                add(chunks, encoder.encode(new StreamEvent.ToolCallArguments(call, "src/main/")));
            }
            add(chunks, encoder.encode(new StreamEvent.ToolCallArguments(call, "File.java\"}")));
            add(chunks, encoder.encode(new StreamEvent.BlockEnd(call)));
        }
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        end.writeBytes(encoder.encode(new StreamEvent.Finish(FinishReason.TOOL_CALLS, null, null)));
        end.writeBytes(encoder.encode(new StreamEvent.Done()));
        end.writeBytes(encoder.finish(Samples.CHARGE));
        chunks.add(end.toByteArray());
        return chunks;
    }

    /** Gemini sends a call whole, so the deltas are of text, with a call after each lot of them. */
    private static List<byte[]> geminiStream() {
        List<byte[]> chunks = new ArrayList<>();
        for (int call = 0; call < CALLS; call++) {
            for (int i = 0; i < DELTAS; i++) {
                chunks.add(geminiPart("{\"text\":\"src/main/\"}"));
            }
            chunks.add(geminiPart("{\"functionCall\":{\"id\":\"call_" + call
                    + "\",\"name\":\"read\",\"args\":{\"path\":\"src/main/File.java\"}}}"));
        }
        chunks.add(
                sse(
                        "",
                        "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]},\"finishReason\":\"STOP\"}],"
                                + "\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":9,\"totalTokenCount\":18}}"));
        return chunks;
    }

    private static byte[] geminiPart(String part) {
        return sse("", "{\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[" + part + "]}}]}");
    }

    /** As its hosting unwraps it. */
    private static List<byte[]> converseStream() {
        List<byte[]> chunks = new ArrayList<>();
        chunks.add(sse("messageStart", "{\"role\":\"assistant\"}"));
        for (int call = 0; call < CALLS; call++) {
            chunks.add(sse(
                    "contentBlockStart",
                    "{\"contentBlockIndex\":%d,\"start\":{\"toolUse\":{\"toolUseId\":\"call_%d\",\"name\":\"read\"}}}"
                            .formatted(call, call)));
            chunks.add(converseDelta(call, "{\\\"path\\\":\\\""));
            for (int i = 0; i < DELTAS; i++) {
                chunks.add(converseDelta(call, "src/main/"));
            }
            chunks.add(converseDelta(call, "File.java\\\"}"));
            chunks.add(sse("contentBlockStop", "{\"contentBlockIndex\":" + call + "}"));
        }
        chunks.add(sse("messageStop", "{\"stopReason\":\"tool_use\"}"));
        chunks.add(sse("metadata", "{\"usage\":{\"inputTokens\":9,\"outputTokens\":9,\"totalTokens\":18}}"));
        return chunks;
    }

    private static byte[] converseDelta(int call, String escaped) {
        return sse(
                "contentBlockDelta",
                "{\"contentBlockIndex\":%d,\"delta\":{\"toolUse\":{\"input\":\"%s\"}}}".formatted(call, escaped));
    }

    private static byte[] sse(String event, String data) {
        String head = event.isEmpty() ? "" : "event: " + event + "\n";
        return (head + "data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void add(List<byte[]> chunks, byte[] chunk) {
        if (chunk.length > 0) {
            chunks.add(chunk);
        }
    }
}
