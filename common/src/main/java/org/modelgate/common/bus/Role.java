package org.modelgate.common.bus;

import java.util.Locale;
import java.util.Optional;

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

    /** The role of an address's tag. */
    public static Optional<Role> byTag(char tag) {
        for (Role role : values()) {
            if (role.tag().charAt(0) == tag) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
