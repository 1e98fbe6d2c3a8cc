package org.modelgate.deploy.simulator;

import java.util.List;
import org.modelgate.deploy.simulator.anthropic.AnthropicDialect;
import org.modelgate.deploy.simulator.bedrock.BedrockDialect;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.gemini.GeminiDialect;
import org.modelgate.deploy.simulator.openaichat.OpenAiChatDialect;
import org.modelgate.deploy.simulator.openairesponses.OpenAiResponsesDialect;

/** The dialects that are spoken, in the order in which they are asked whether a call is theirs. */
final class Dialects {

    private Dialects() {}

    static List<Dialect> all(Signer signer) {
        return List.of(
                new AnthropicDialect(signer),
                new OpenAiResponsesDialect(signer),
                new GeminiDialect(signer),
                new BedrockDialect(signer),
                new OpenAiChatDialect());
    }
}
