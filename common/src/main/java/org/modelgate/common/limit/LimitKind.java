package org.modelgate.common.limit;

/** What a rate limit counts, and under which names its figures travel between the roles. */
public enum LimitKind {
    REQUESTS("requests"),
    TOKENS("tokens"),
    INPUT_TOKENS("input-tokens"),
    OUTPUT_TOKENS("output-tokens");

    private final String limit;
    private final String remaining;
    private final String resetMillis;

    LimitKind(String name) {
        this.limit = name + "-limit";
        this.remaining = name + "-remaining";
        this.resetMillis = name + "-reset-millis";
    }

    /** Key of the allowance of a minute. */
    public String limit() {
        return limit;
    }

    /** Key of what is left of it now. */
    public String remaining() {
        return remaining;
    }

    /** Key of the milliseconds until all of it is there again. */
    public String resetMillis() {
        return resetMillis;
    }
}
