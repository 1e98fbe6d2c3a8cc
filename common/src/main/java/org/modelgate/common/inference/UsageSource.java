package org.modelgate.common.inference;

/** Where the figures of a {@link Usage} come from, best first. */
public enum UsageSource {
    /** The provider's final figures. */
    PROVIDER_FINAL,
    /** The provider's last figures before the stream broke. */
    PROVIDER_RUNNING,
    /** Counted here, because the provider gave none or absurd ones. */
    ESTIMATED
}
