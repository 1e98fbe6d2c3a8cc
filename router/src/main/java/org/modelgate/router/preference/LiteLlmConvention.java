package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.error.GatewayError;

/** {@code x-litellm-*} headers, {@code metadata.tags}, {@code litellm_metadata} and {@code cache} of the body. */
final class LiteLlmConvention implements Convention {
    private static final String PREFIX = "x-litellm-";
    private static final int ATTEMPTS_MAX = 10;
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(86_400);

    /** For reports on usage; and what holds here in any case: prompts are neither logged nor given to callbacks. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            PREFIX + "spend-logs-metadata",
            PREFIX + "trace-id",
            PREFIX + "enable-message-redaction",
            PREFIX + "disable-callbacks");

    @Override
    public void read(Asked asked, Wishes wishes) {
        if (asked.says(PREFIX)) {
            wishes.replies.add(Wishes.Reply.LITELLM);
        }
        asked.ignore(WITHOUT_EFFECT);
        asked.header(PREFIX + "customer-id").ifPresent(wishes::user);
        asked.header(PREFIX + "end-user-id").ifPresent(wishes::user);
        boolean stream = asked.scan().stream();
        if (stream) {
            asked.header(PREFIX + "stream-timeout")
                    .ifPresent(text -> wishes.firstByte(seconds(PREFIX + "stream-timeout", text)));
        } else {
            asked.ignore(Set.of(PREFIX + "stream-timeout"));
        }
        asked.header(PREFIX + "timeout").ifPresent(text -> wishes.total(seconds(PREFIX + "timeout", text)));
        asked.header(PREFIX + "num-retries").ifPresent(text -> wishes.attempts(retries(text) + 1));
        asked.header(PREFIX + "tags")
                .ifPresent(tags -> Arrays.stream(tags.split(","))
                        .map(String::strip)
                        .filter(tag -> !tag.isEmpty())
                        .forEach(wishes.tags::add));
        asked.member("metadata.tags").ifPresent(tags -> wishes.tags.addAll(tags.texts()));
        asked.member("litellm_metadata").ifPresent(metadata -> metadata(metadata, wishes));
        asked.member("cache").ifPresent(LiteLlmConvention::cache);
    }

    private static void metadata(Value metadata, Wishes wishes) {
        for (Map.Entry<String, Value> member : metadata.members().entrySet()) {
            Value value = member.getValue();
            switch (member.getKey()) {
                case "tags" -> wishes.tags.addAll(value.texts());
                case "user" -> {
                    wishes.session(value.text());
                    wishes.metadataUser = value.text();
                }
                case "session_id" -> wishes.session(value.text());
                // For reports on usage.
                case "spend_logs_metadata", "trace_id", "trace_user_id", "generation_name" -> {}
                default -> throw value.unsupported();
            }
        }
    }

    /** Nothing is cached, so that what doesn't force an answer from the cache holds. */
    private static void cache(Value cache) {
        cache.members().forEach((name, value) -> {
            if (!Set.of("ttl", "s-maxage", "no-cache", "no-store", "namespace", "use-cache")
                    .contains(name)) {
                throw value.unsupported();
            }
        });
    }

    private static int retries(String text) {
        boolean digits = text.length() == 1 && Character.isDigit(text.charAt(0));
        if (!digits || Integer.parseInt(text) >= ATTEMPTS_MAX) {
            throw GatewayError.invalid(PREFIX + "num-retries", "must be a whole number below " + ATTEMPTS_MAX)
                    .asException();
        }
        return Integer.parseInt(text);
    }

    private static Duration seconds(String name, String text) {
        try {
            BigDecimal seconds = text.length() > 20 ? BigDecimal.ZERO : new BigDecimal(text);
            if (seconds.signum() > 0 && seconds.compareTo(SECONDS_MAX) <= 0) {
                return Duration.ofNanos(seconds.movePointRight(9).longValue());
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw GatewayError.invalid(name, "must be a number of seconds").asException();
    }
}
