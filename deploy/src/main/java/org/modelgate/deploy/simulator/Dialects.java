package org.modelgate.deploy.simulator;

import java.util.List;
import java.util.stream.Stream;
import org.modelgate.deploy.simulator.anthropic.AnthropicDialect;
import org.modelgate.deploy.simulator.bedrock.BedrockDialect;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.gemini.GeminiDialect;
import org.modelgate.deploy.simulator.identity.Tokens;
import org.modelgate.deploy.simulator.openaichat.OpenAiChatDialect;
import org.modelgate.deploy.simulator.openairesponses.OpenAiResponsesDialect;
import org.modelgate.deploy.simulator.vendor.Vendors;
import org.modelgate.deploy.simulator.vertex.VertexClaudeDialect;

/** The dialects that are spoken, in the order in which they are asked whether a call is theirs. */
final class Dialects {

    private Dialects() {}

    static List<Dialect> all(Signer signer, Tokens tokens) {
        Dialect anthropic = new AnthropicDialect(signer);
        Dialect responses = new OpenAiResponsesDialect(signer);
        Dialect chat = new OpenAiChatDialect();
        return Stream.concat(
                        Vendors.surfaces(List.of(anthropic, responses, chat), tokens).stream(),
                        Stream.of(
                                new VertexClaudeDialect(signer, tokens),
                                anthropic,
                                responses,
                                new GeminiDialect(signer, tokens),
                                new BedrockDialect(signer),
                                chat))
                .toList();
    }
}
