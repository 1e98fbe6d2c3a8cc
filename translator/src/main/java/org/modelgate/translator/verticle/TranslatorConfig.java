package org.modelgate.translator.verticle;

import org.modelgate.common.config.Secret;

/**
 * Limits and secret of a translator.
 *
 * @param carrierSecret what reasoning carriers are authentic by; the same in all translators, or clients lose their reasoning
 *     when they meet another one
 * @param sessionsMax attempts under way in one instance; more are refused with {@code unavailable}
 * @param answerBytesMax bytes of a provider's whole answer
 * @param blockingBytes requests larger than this are translated off the event loop
 */
public record TranslatorConfig(Secret carrierSecret, int sessionsMax, int answerBytesMax, int blockingBytes) {
    private static final int SESSIONS = 20_000;
    private static final int ANSWER_BYTES = 32 * 1024 * 1024;
    private static final int BLOCKING_BYTES = 256 * 1024;

    public TranslatorConfig {
        if (carrierSecret.value().isEmpty()) {
            throw new IllegalArgumentException("the carrier secret is empty");
        }
    }

    public TranslatorConfig(Secret carrierSecret) {
        this(carrierSecret, SESSIONS, ANSWER_BYTES, BLOCKING_BYTES);
    }
}
