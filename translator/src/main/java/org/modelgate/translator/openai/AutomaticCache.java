package org.modelgate.translator.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.ContentPart.CacheMark;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Tool;

/**
 * OpenAI caches prompts by itself. A chat client that sets no mark expects as much of any other provider, as soon as its prompt
 * is likely to come again: with tools, or in a conversation.
 */
public final class AutomaticCache {
    private AutomaticCache() {}

    public static @Nullable CacheMark of(
            At root, List<ContentPart.Text> system, List<Message> messages, List<Tool> tools) {
        CacheMark own = PartMarks.of(root);
        if (own != null) {
            return own;
        }
        boolean explicit =
                root.get("prompt_cache_options").get("mode").node().asText("").equals("explicit");
        boolean marked = system.stream().anyMatch(text -> text.cache() != null)
                || tools.stream().anyMatch(AutomaticCache::isMarked)
                || messages.stream().anyMatch(AutomaticCache::isMarked);
        long turns = messages.stream()
                .filter(message -> message.role() == Message.Role.USER)
                .count();
        boolean comesAgain = !tools.isEmpty() || turns > 1;
        return comesAgain && !marked && !explicit ? CacheMark.FIVE_MINUTES : null;
    }

    private static boolean isMarked(Tool tool) {
        return tool instanceof Tool.Function function && function.cache() != null;
    }

    private static boolean isMarked(Message message) {
        return message.parts().stream().anyMatch(part -> PartMarks.of(part) != null);
    }
}
