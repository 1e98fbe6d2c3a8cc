package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.McpServer;

/** Calls of servers' tools that another provider made earlier in the conversation, for those servers that are still offered. */
final class ServerCalls {
    private final List<McpServer> servers;

    ServerCalls(List<McpServer> servers) {
        this.servers = servers;
    }

    /** The item of a call that this part is, with the result that stands in the same turn; null if it is none. */
    @Nullable ObjectNode item(ContentPart.Opaque part, List<ContentPart> turn) {
        Optional<McpCall> call = servers.isEmpty() ? Optional.empty() : McpCall.of(part);
        McpCall.Result result = call.filter(own -> own.isOf(servers))
                .map(own -> McpCall.results(turn).get(own.id()))
                .orElse(null);
        if (call.isEmpty() || result == null) {
            return null;
        }
        return call.get()
                .with(result)
                .responsesItem(call.get().responsesId(), result.failed() ? "failed" : "completed");
    }

    /** Whether this part is the result of a call that {@link #item} makes one item with. */
    boolean isAnswer(ContentPart.Opaque part, List<ContentPart> turn) {
        return McpCall.answer(part)
                .filter(answer -> turn.stream()
                        .anyMatch(other -> other instanceof ContentPart.Opaque own
                                && McpCall.of(own)
                                        .filter(call -> call.id().equals(answer.callId()) && call.isOf(servers))
                                        .isPresent()))
                .isPresent();
    }
}
