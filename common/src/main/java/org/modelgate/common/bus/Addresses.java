package org.modelgate.common.bus;

/** Names on the event bus. */
final class Addresses {
    /** Where nodes publish their load tables. */
    static final String TABLE = "gw.table";

    private static final String PREFIX = "gw.";

    private Addresses() {}

    static String of(Role role, String node, int instance) {
        return PREFIX + role.tag() + '.' + node + '.' + instance;
    }

    /** The node in an address, or the address itself if it isn't one of ours. */
    static String node(String address) {
        int start = address.indexOf('.', PREFIX.length()) + 1;
        int end = address.lastIndexOf('.');
        return start > 0 && start < end ? address.substring(start, end) : address;
    }

    /** @return the role's tag, or 0 if it isn't an address of ours */
    static char roleTag(String address) {
        return address.startsWith(PREFIX) && address.length() > PREFIX.length() ? address.charAt(PREFIX.length()) : 0;
    }
}
