package org.modelgate.router.flow;

import java.time.Duration;

/**
 * Limits of calls in one router instance.
 *
 * @param calls calls at once; more are refused with 503
 * @param unsettled settlements that wait for billing; when it is reached new calls are refused with 503
 * @param admission wait for billing's admission, longer than the 3 s for which billing may park it
 * @param durability wait for the reservation to be durable
 * @param translation wait for a translator to take a request
 * @param settleRequest wait for one answer to a settlement before it is sent again
 * @param settleRetry pause between two sendings, with jitter
 * @param settleGiveUp after which a settlement is given up and logged
 * @param terminal how long a client waits for the end of its answer while its settlement isn't durable: billing may be away for
 *     10 s, and the last request to it may have to run into {@code settleRequest} first
 * @param refusal the same for an error in front of which nothing was delivered
 * @param progress between two reports of a stream's usage
 * @param progressTokens tokens that cause a report before that
 * @param answerBytes size of a whole answer
 * @param count wait for a provider's count of tokens; after it the gateway estimates
 * @param drain how long an answer may be read on for which no client waits
 * @param credential wait for what proves the gateway's calls to a provider, which is fetched by the first of them
 */
public record FlowLimits(
        int calls,
        int unsettled,
        Duration admission,
        Duration durability,
        Duration translation,
        Duration settleRequest,
        Duration settleRetry,
        Duration settleGiveUp,
        Duration terminal,
        Duration refusal,
        Duration progress,
        long progressTokens,
        int answerBytes,
        Duration count,
        Duration drain,
        Duration credential) {

    public static final FlowLimits DEFAULTS = new FlowLimits(
            20_000,
            10_000,
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMillis(250),
            Duration.ofMinutes(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            2_000,
            64 * 1024 * 1024,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(15));
}
