package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.translator.McpCall;
import org.modelgate.translator.openai.JsonText;

/** Output items as JSON text, as they stand in whole answers and in the events of a stream. */
final class Items {
    /** Where an item is in its life. */
    enum Status {
        IN_PROGRESS("in_progress"),
        COMPLETED("completed"),
        INCOMPLETE("incomplete"),
        FAILED("failed");

        private final String wireName;

        Status(String wireName) {
            this.wireName = wireName;
        }
    }

    private Items() {}

    /** @param content its parts, with commas between them */
    static String message(String id, Status status, CharSequence content) {
        return "{\"id\":\"" + id + "\",\"type\":\"message\",\"status\":\"" + status.wireName
                + "\",\"role\":\"assistant\",\"content\":[" + content + "]}";
    }

    /**
     * A text.
     *
     * @param escaped the text as the inside of a JSON string
     * @param logprobs a JSON array
     */
    static String outputText(CharSequence escaped, String annotations, String logprobs) {
        return "{\"type\":\"output_text\",\"text\":\"" + escaped + "\",\"annotations\":" + annotations
                + ",\"logprobs\":" + logprobs + "}";
    }

    static String refusal(CharSequence escaped) {
        return "{\"type\":\"refusal\",\"refusal\":\"" + escaped + "\"}";
    }

    static String summaryText(CharSequence escaped) {
        return "{\"type\":\"summary_text\",\"text\":\"" + escaped + "\"}";
    }

    /**
     * A reasoning item.
     *
     * @param summary its parts
     * @param encrypted the carrier, empty where it isn't known yet
     */
    static String reasoning(String id, CharSequence summary, String encrypted) {
        StringBuilder out = new StringBuilder(summary.length() + encrypted.length() + 96);
        out.append("{\"id\":\"").append(id).append("\",\"type\":\"reasoning\",\"summary\":[");
        out.append(summary).append(']');
        if (!encrypted.isEmpty()) {
            out.append(",\"encrypted_content\":");
            JsonText.quote(out, encrypted);
        }
        return out.append('}').toString();
    }

    /** @param value arguments or free text as the inside of a JSON string */
    static String call(String id, Status status, CalledTool tool, String callId, CharSequence value) {
        StringBuilder out = new StringBuilder(value.length() + 192);
        out.append("{\"id\":\"").append(id).append("\",\"type\":\"");
        out.append(tool.custom() ? "custom_tool_call" : "function_call");
        out.append("\",\"status\":\"").append(status.wireName).append("\",\"call_id\":");
        JsonText.quote(out, callId);
        out.append(",\"name\":");
        JsonText.quote(out, tool.name());
        if (tool.namespace() != null) {
            out.append(",\"namespace\":");
            JsonText.quote(out, tool.namespace());
        }
        out.append(tool.custom() ? ",\"input\":\"" : ",\"arguments\":\"");
        return out.append(value).append("\"}").toString();
    }

    /** A call of a server's tool that the provider made. */
    static String serverCall(String id, Status status, McpCall call) {
        return call.responsesItem(id, status.wireName).toString();
    }

    /** A web search that the provider ran. */
    static String webSearch(String id, Status status, String actionJson) {
        return "{\"id\":\"" + id + "\",\"type\":\"web_search_call\",\"status\":\"" + status.wireName + "\""
                + (actionJson.isEmpty() ? "" : ",\"action\":" + actionJson) + "}";
    }
}
