package org.modelgate.translator.dialect.anthropic;

import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.ClientCodecs;
import org.modelgate.translator.ClientDialect;

/** Anthropic Messages. */
public final class AnthropicDialect {
    private AnthropicDialect() {}

    public static ClientDialect create() {
        return new ClientCodecs(
                        DialectId.ANTHROPIC_MESSAGES,
                        "messages",
                        new AnthropicScanner(true),
                        new AnthropicPassthrough(),
                        new AnthropicRequests(),
                        new AnthropicResponses(),
                        new AnthropicStreams(),
                        new AnthropicErrors())
                .counting(new AnthropicCounting(), new AnthropicCounter());
    }
}
