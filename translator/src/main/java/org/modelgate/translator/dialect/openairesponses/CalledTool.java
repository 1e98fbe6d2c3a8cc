package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.openai.AnswerNames;

/**
 * A tool as the client knows it: Codex matches calls by namespace and name.
 *
 * @param name without its namespace
 * @param custom whether it takes free text
 */
record CalledTool(String name, @Nullable String namespace, boolean custom) {

    static CalledTool of(AnswerNames names, String called) {
        String full = names.tool(called);
        Tool tool = names.declared(full);
        String namespace = switch (tool) {
            case Tool.Function function -> function.namespace();
            case Tool.Custom custom -> custom.namespace();
            case Tool.Native ignored -> null;
            case null -> null;
        };
        String head = namespace + "__";
        boolean split = namespace != null && full.startsWith(head);
        return new CalledTool(split ? full.substring(head.length()) : full, namespace, tool instanceof Tool.Custom);
    }
}
