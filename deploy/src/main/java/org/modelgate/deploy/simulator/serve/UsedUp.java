package org.modelgate.deploy.simulator.serve;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/** What a vendor's rate-limit headers say when nothing is left, each in the form that it has otherwise. */
final class UsedUp {

    private UsedUp() {}

    /**
     * The headers that differ.
     *
     * @param usual of any response
     * @param reset when there is room again
     */
    static Map<String, String> headers(Map<String, String> usual, Instant reset, Instant now) {
        Map<String, String> changed = new HashMap<>();
        usual.forEach((name, value) -> {
            if (name.contains("ratelimit") && name.contains("remaining")) {
                changed.put(name, "0");
            } else if (name.contains("ratelimit") && name.contains("reset")) {
                changed.put(
                        name,
                        isTime(value)
                                ? reset.truncatedTo(ChronoUnit.SECONDS).toString()
                                : Duration.between(now, reset).toSeconds() + "s");
            }
        });
        return changed;
    }

    /** Anything else is a duration. */
    private static boolean isTime(String value) {
        return value.endsWith("Z");
    }
}
