package org.modelgate.router.preference;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.modelgate.common.error.GatewayError;

/** The gateway's own headers {@code x-gateway-dry-run}, {@code x-gateway-region} and {@code x-gateway-cache}. */
final class OwnConvention implements Convention {
    @Override
    public void read(Asked asked, Wishes wishes) {
        wishes.dryRun = asked.flag("x-gateway-dry-run").orElse(false);
        asked.header("x-gateway-region").ifPresent(text -> {
            Set<String> regions = Arrays.stream(text.toLowerCase(Locale.ROOT).split(","))
                    .map(String::strip)
                    .filter(region -> !region.isEmpty())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            if (regions.isEmpty()) {
                throw GatewayError.invalid("x-gateway-region", "must name a region")
                        .asException();
            }
            wishes.regions.add(regions);
        });
        // Nothing is cached, so that both hold.
        asked.header("x-gateway-cache").ifPresent(text -> {
            if (!Set.of("no-store", "refresh").contains(text)) {
                throw GatewayError.invalid("x-gateway-cache", "must be no-store or refresh")
                        .asException();
            }
        });
    }
}
