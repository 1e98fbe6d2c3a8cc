package org.modelgate.translator;

import org.modelgate.translator.dialect.anthropic.BedrockInvokeHosting;
import org.modelgate.translator.dialect.anthropic.FilteredHosting;
import org.modelgate.translator.dialect.anthropic.VertexClaudeHosting;
import org.modelgate.translator.dialect.bedrock.ConverseHosting;
import org.modelgate.translator.dialect.gemini.VertexCounts;
import org.modelgate.translator.dialect.openaichat.VendorChat;

/** How clouds serve dialects. */
public final class Hostings {
    private static final Hosting BEDROCK_INVOKE = new BedrockInvokeHosting();
    private static final Hosting BEDROCK_CONVERSE = new ConverseHosting();
    private static final Hosting BEDROCK_MANTLE = FilteredHosting.bedrockMantle();
    private static final Hosting FOUNDRY = FilteredHosting.foundry();

    private Hostings() {}

    /** Anthropic Messages by InvokeModel. */
    public static Hosting bedrockInvoke() {
        return BEDROCK_INVOKE;
    }

    /** Anthropic Messages at Bedrock's Mantle. */
    public static Hosting bedrockMantle() {
        return BEDROCK_MANTLE;
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

    /** Chat Completions at a path of a vendor's, or another dialect of OpenAI's whose quirks are those of the top level. */
    public static Hosting chat(String path, ChatQuirks quirks) {
        return quirks.equals(ChatQuirks.NONE) ? Hosting.at(path) : new VendorChat(path, quirks);
    }

    /** Gemini's request for a count as Vertex takes it. */
    public static EncodedRequest geminiCountOnVertex(EncodedRequest request) {
        return VertexCounts.unwrapped(request);
    }
}
