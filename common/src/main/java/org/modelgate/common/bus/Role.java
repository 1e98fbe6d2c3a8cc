package org.modelgate.common.bus;

import java.util.Locale;

/** What an instance does; each role is a verticle that scales on its own. */
public enum Role {
    EDGE,
    TRANSLATOR,
    ROUTER,
    BILLING;

    /** The role's part of an address: short, because addresses travel with each message. */
    public String tag() {
        return name().substring(0, 1).toLowerCase(Locale.ROOT);
    }
}
