package org.modelgate.billing;

/**
 * Which billing node this process is.
 *
 * @param name the same at each start, and no other running process's: its next start takes over what it held
 */
public record BillingNode(String name, String region) {
    /** The only node of a file. */
    public static final BillingNode LOCAL = new BillingNode("local", "local");
}
