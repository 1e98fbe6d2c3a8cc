package org.modelgate.router.preference;

import java.util.Set;

/** {@code x-bf-*} headers; its {@code fallbacks} are {@link FallbackModels}. */
final class BifrostConvention implements Convention {
    /** The cache of answers, which there isn't; and fields that a dialect doesn't know, which pass where the provider speaks it. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "x-bf-cache-key",
            "x-bf-cache-ttl",
            "x-bf-cache-threshold",
            "x-bf-cache-type",
            "x-bf-cache-no-store",
            "x-bf-passthrough-extra-params");

    @Override
    public void read(Asked asked, Wishes wishes) {
        asked.ignore(WITHOUT_EFFECT);
    }
}
