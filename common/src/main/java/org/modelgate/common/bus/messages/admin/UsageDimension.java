package org.modelgate.common.bus.messages.admin;

/** What usage can be summed by. Sessions and users are an account's own: two accounts' ids never mean the same. Days and hours are of UTC, by the time at which a call was settled. */
public enum UsageDimension {
    ACCOUNT,
    KEY,
    MODEL,
    PROVIDER,
    DAY,
    HOUR,
    SESSION,
    USER
}
