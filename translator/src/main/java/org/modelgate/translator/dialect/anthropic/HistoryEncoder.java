package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.McpServer;

/** The conversation of a request for an Anthropic provider. */
final class HistoryEncoder {
    private final BlockEncoder blocks;
    private final List<McpServer> servers;

    /** @param servers that are offered: calls of their tools are in the history with their results */
    HistoryEncoder(BlockEncoder blocks, List<McpServer> servers) {
        this.blocks = blocks;
        this.servers = servers;
    }

    /** @throws org.modelgate.common.error.GatewayException invalid_request if nothing is left of it */
    ArrayNode encode(List<Message> messages) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            ArrayNode content = JsonNodeFactory.instance.arrayNode();
            List<ContentPart> parts = withServerCalls(message.parts());
            for (int j = 0; j < parts.size(); j++) {
                ObjectNode block = blocks.block(parts.get(j), "messages." + i + ".content." + j);
                if (block != null) {
                    content.add(block);
                }
            }
            if (!content.isEmpty()) {
                array.addObject().put("role", role(message.role())).set("content", content);
            }
        }
        if (array.isEmpty()) {
            throw GatewayError.invalid("messages", "at least one message with content is required")
                    .asException();
        }
        return array;
    }

    private List<ContentPart> withServerCalls(List<ContentPart> parts) {
        if (servers.isEmpty() || parts.stream().noneMatch(ContentPart.Opaque.class::isInstance)) {
            return parts;
        }
        List<ContentPart> all = new ArrayList<>();
        for (ContentPart part : parts) {
            McpCall call = part instanceof ContentPart.Opaque own && own.dialect() != DialectId.ANTHROPIC_MESSAGES
                    ? McpCall.of(own).filter(one -> one.isOf(servers)).orElse(null)
                    : null;
            if (call == null || call.result() == null) {
                all.add(part);
            } else {
                call.messagesBlocks()
                        .forEach(block -> all.add(new ContentPart.Opaque(
                                DialectId.ANTHROPIC_MESSAGES, block.path("type").asText(), block.toString())));
            }
        }
        return all;
    }

    private static String role(Message.Role role) {
        return switch (role) {
            case USER -> "user";
            case ASSISTANT -> "assistant";
            case SYSTEM -> "system";
        };
    }
}
