package org.modelgate.deploy.simulator.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a drafted answer where a stop sequence or the token limit ends it. */
final class Limits {

    record Limited(
            List<Block> blocks, Reply.Stop stop, @Nullable String stopSequence) {}

    private Limits() {}

    static Limited apply(List<Block> draft, List<String> stopSequences, int maxTokens) {
        Limited stopped = stopAtSequence(draft, stopSequences);
        int cost = stopped.blocks().stream().mapToInt(Block::tokens).sum();
        return cost <= maxTokens ? stopped : cut(stopped.blocks(), maxTokens);
    }

    private static Limited stopAtSequence(List<Block> draft, List<String> stopSequences) {
        List<Block> kept = new ArrayList<>();
        for (Block block : draft) {
            if (block instanceof Block.Text(String text)) {
                String match = earliest(text, stopSequences);
                if (match != null) {
                    String head = text.substring(0, text.indexOf(match));
                    if (!head.isEmpty()) {
                        kept.add(new Block.Text(head));
                    }
                    return new Limited(kept, Reply.Stop.STOP_SEQUENCE, match);
                }
            }
            kept.add(block);
        }
        boolean calls = kept.stream().anyMatch(Block.ToolCall.class::isInstance);
        return new Limited(kept, calls ? Reply.Stop.TOOL_CALLS : Reply.Stop.END, null);
    }

    private static @Nullable String earliest(String text, List<String> stopSequences) {
        String best = null;
        int bestAt = Integer.MAX_VALUE;
        for (String sequence : stopSequences) {
            int at = sequence.isEmpty() ? -1 : text.indexOf(sequence);
            if (at >= 0 && at < bestAt) {
                best = sequence;
                bestAt = at;
            }
        }
        return best;
    }

    private static Limited cut(List<Block> blocks, int maxTokens) {
        List<Block> kept = new ArrayList<>();
        int left = maxTokens;
        for (Block block : blocks) {
            if (block.tokens() > left) {
                addHead(kept, block, left);
                break;
            }
            kept.add(block);
            left -= block.tokens();
        }
        return new Limited(kept, Reply.Stop.MAX_TOKENS, null);
    }

    private static void addHead(List<Block> kept, Block block, int tokens) {
        if (tokens <= 0) {
            return;
        }
        switch (block) {
            case Block.Text(String text) -> kept.add(new Block.Text(TokenCounter.head(text, tokens)));
            case Block.Thinking thinking ->
                kept.add(new Block.Thinking(TokenCounter.head(thinking.text(), tokens), thinking.shown(), ""));
            case Block.ToolCall call -> {
                int forArguments = tokens - TokenCounter.call(call.name(), "");
                if (forArguments >= 0) {
                    kept.add(new Block.ToolCall(
                            call.id(), call.name(), TokenCounter.head(call.arguments(), forArguments)));
                }
            }
        }
    }
}
