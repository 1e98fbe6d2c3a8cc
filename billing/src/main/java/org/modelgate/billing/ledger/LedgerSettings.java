package org.modelgate.billing.ledger;

/**
 * The ledger's limits.
 *
 * @param openMax open reservations; more are refused with 503
 * @param parkedMax calls of one account that wait for credit; more are refused with 402
 * @param parkMillis how long one waits at most
 * @param graceMillis how long after a call's own timeout its reservation may still be settled
 * @param recentMax settlements whose answer is kept in memory for repeated questions
 * @param findingMax settlements of unknown calls that are being looked for; more are refused with 503
 * @param defaultOutputTokens cap of output where neither client nor plan gives one
 * @param minOutputTokens the least a call without a client's cap is clamped to
 * @param watermarkMillis how often the watermark moves
 * @param recoversAtOnce whether calls that an earlier boot left open are resolved at the start by what was seen of them, as no
 *     router is left that could settle them; else their own timeout is waited for
 * @param budgetsMax shares of budgets in memory; those that no call holds make room for others, else calls are refused with 503
 * @param escrow how credit is shared with other billing nodes
 */
public record LedgerSettings(
        int openMax,
        int parkedMax,
        long parkMillis,
        long graceMillis,
        int recentMax,
        int findingMax,
        long defaultOutputTokens,
        long minOutputTokens,
        long watermarkMillis,
        boolean recoversAtOnce,
        int budgetsMax,
        Escrow escrow) {

    public static final LedgerSettings DEFAULT = new LedgerSettings(
            100_000, 1_000, 3_000, 60_000, 16_384, 1_000, 4_096, 256, 60_000, false, 100_000, Escrow.SOLE);

    /** Where all roles are in one process: its routers die with it. */
    public static final LedgerSettings ONE_PROCESS = new LedgerSettings(
            100_000, 1_000, 3_000, 60_000, 16_384, 1_000, 4_096, 256, 60_000, true, 100_000, Escrow.SOLE);

    public LedgerSettings with(Escrow other) {
        return new LedgerSettings(
                openMax,
                parkedMax,
                parkMillis,
                graceMillis,
                recentMax,
                findingMax,
                defaultOutputTokens,
                minOutputTokens,
                watermarkMillis,
                recoversAtOnce,
                budgetsMax,
                other);
    }

    public LedgerSettings withBudgetsMax(int most) {
        return new LedgerSettings(
                openMax,
                parkedMax,
                parkMillis,
                graceMillis,
                recentMax,
                findingMax,
                defaultOutputTokens,
                minOutputTokens,
                watermarkMillis,
                recoversAtOnce,
                most,
                escrow);
    }
}
