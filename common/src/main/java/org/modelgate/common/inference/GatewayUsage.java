package org.modelgate.common.inference;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway tells the client about the charge ({@code gateway_usage}, contract section 6).
 *
 * @param tokensCharged all input and output tokens that were charged
 * @param requestMillis wall time from the request's arrival to its settlement
 * @param costNano charge in nano-USD
 * @param provider configured name of the provider that answered
 * @param cached whether the answer came from the response cache
 * @param stop why the gateway ended the answer, null if it ended by itself
 * @param beside members that stand beside it in the answer, for clients of other gateways: raw JSON, each with a comma in front
 */
public record GatewayUsage(
        long tokensCharged,
        long requestMillis,
        long costNano,
        String provider,
        boolean cached,
        @Nullable Stop stop,
        String beside) {

    /** Why the gateway itself ended an answer, in order. */
    public enum Stop {
        /** The account has no more credit. */
        CREDIT("credit");

        private final String wireName;

        Stop(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** Of an answer that ended by itself. */
    public GatewayUsage(long tokensCharged, long requestMillis, long costNano, String provider, boolean cached) {
        this(tokensCharged, requestMillis, costNano, provider, cached, null, "");
    }
}
