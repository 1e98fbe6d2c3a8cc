package org.modelgate.router.preference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.modelgate.common.config.Secret;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.RetryOverride;

/** {@code x-portkey-*} headers, and {@code portkey_provider} and {@code portkey_virtual_key} of the body. */
final class PortkeyConvention implements Convention {
    private static final String PREFIX = "x-portkey-";
    private static final int REPEATS_MAX = 5;
    private static final int MILLIS_MAX = 86_400_000;

    /**
     * What Portkey's clients say of themselves, and what holds here in any case: prompts aren't logged, answers aren't cached, and
     * what a dialect doesn't know is added beside what it does.
     */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            PREFIX + "lang",
            PREFIX + "package-version",
            PREFIX + "runtime",
            PREFIX + "runtime-version",
            PREFIX + "os",
            PREFIX + "os-version",
            PREFIX + "arch",
            PREFIX + "async",
            PREFIX + "debug",
            PREFIX + "cache",
            PREFIX + "cache-force-refresh",
            PREFIX + "cache-namespace",
            PREFIX + "sensitive-headers",
            PREFIX + "strict-open-ai-compliance");

    @Override
    public void read(Asked asked, Wishes wishes) {
        if (asked.says(PREFIX)) {
            wishes.replies.add(Wishes.Reply.PORTKEY);
        }
        asked.ignore(WITHOUT_EFFECT);
        asked.header(PREFIX + "trace-id").ifPresent(id -> wishes.traceId = id);
        asked.json(PREFIX + "metadata").ifPresent(metadata -> metadata(metadata, wishes));
        asked.header(PREFIX + "request-timeout")
                .map(text -> number(PREFIX + "request-timeout", text, MILLIS_MAX))
                .ifPresent(millis -> wishes.attempt(Duration.ofMillis(millis), asked.scan().stream()));
        asked.header(PREFIX + "retry-count")
                .map(text -> number(PREFIX + "retry-count", text, REPEATS_MAX))
                .ifPresent(count -> wishes.retry = new RetryOverride(count, Set.of(), Set.of()));
        provider(asked, wishes);
        asked.header(PREFIX + "custom-host").ifPresent(host -> wishes.customHost = host);
        asked.json(PREFIX + "config").ifPresent(config -> wishes.tree = new PortkeyConfig().read(config));
        passedOn(asked, wishes, "portkey_provider", PREFIX + "provider");
        passedOn(asked, wishes, "portkey_virtual_key", PREFIX + "virtual-key");
    }

    /** A name without {@code @} is a vendor's, and then the authorization may be the caller's own key for it. */
    private static void provider(Asked asked, Wishes wishes) {
        Optional<String> authorization = asked.header("authorization");
        asked.header(PREFIX + "virtual-key").ifPresent(slug -> wishes.only(List.of(slug), PREFIX + "virtual-key"));
        Optional<String> provider = asked.header(PREFIX + "provider");
        provider.ifPresent(slug -> wishes.only(List.of(withoutAt(slug)), PREFIX + "provider"));
        if (provider.isEmpty() || provider.get().startsWith("@") || authorization.isEmpty()) {
            return;
        }
        wishes.key = new Secret(authorization.get());
        wishes.keyFor = provider.get();
        for (String name : List.of("openai-organization", "openai-project")) {
            asked.header(PREFIX + name).ifPresent(value -> wishes.passedOn.put(name, value));
        }
    }

    static String withoutAt(String slug) {
        return slug.startsWith("@") ? slug.substring(1) : slug;
    }

    private static void passedOn(Asked asked, Wishes wishes, String member, String header) {
        asked.member(member).ifPresent(value -> wishes.passedToOwner.put(member, Map.entry(header, value.text())));
    }

    private static void metadata(Value metadata, Wishes wishes) {
        metadata.members().forEach((name, value) -> {
            if (!value.node().isValueNode()) {
                throw value.invalid("must be a string");
            }
            wishes.metadata.put(name, value.node().asText());
        });
        if (wishes.metadata.containsKey("_user")) {
            wishes.session(wishes.metadata.get("_user"));
            wishes.user(wishes.metadata.get("_user"));
        }
    }

    private static int number(String name, String text, int max) {
        boolean digits = text.length() <= 8 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = digits ? Integer.parseInt(text) : -1;
        if (number < 0 || number > max) {
            throw GatewayError.invalid(name, "must be a whole number up to " + max)
                    .asException();
        }
        return number;
    }
}
