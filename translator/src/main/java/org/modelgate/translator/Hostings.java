package org.modelgate.translator;

import org.modelgate.translator.dialect.anthropic.BedrockInvokeHosting;
import org.modelgate.translator.dialect.anthropic.FoundryHosting;
import org.modelgate.translator.dialect.anthropic.VertexClaudeHosting;
import org.modelgate.translator.dialect.bedrock.ConverseHosting;

/** How clouds serve dialects. */
public final class Hostings {
    private static final Hosting BEDROCK_INVOKE = new BedrockInvokeHosting();
    private static final Hosting BEDROCK_CONVERSE = new ConverseHosting();
    private static final Hosting FOUNDRY = new FoundryHosting();

    private Hostings() {}

    /** Anthropic Messages by InvokeModel. */
    public static Hosting bedrockInvoke() {
        return BEDROCK_INVOKE;
    }

    public static Hosting bedrockConverse() {
        return BEDROCK_CONVERSE;
    }

    /** Anthropic Messages at Azure. */
    public static Hosting foundry() {
        return FOUNDRY;
    }

    /** Anthropic Messages at Google, for one project and location. */
    public static Hosting vertexClaude(String project, String location) {
        return new VertexClaudeHosting(project, location);
    }
}
