package org.modelgate.router.preference;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.modelgate.common.config.Secret;
import org.modelgate.router.plan.RoutePolicy;

/** {@code providerOptions} of the body, as Vercel's gateway reads them. */
final class VercelConvention implements Convention {
    private static final String OPTIONS = "providerOptions";
    private static final int MILLIS_MAX = 86_400_000;

    @Override
    public void read(Asked asked, Wishes wishes) {
        asked.member(OPTIONS)
                .ifPresent(options -> options.members().forEach((name, value) -> {
                    if (name.equals("gateway")) {
                        wishes.replies.add(Wishes.Reply.VERCEL);
                        value.members().forEach((option, said) -> gateway(option, said, wishes));
                    } else if (!value.members().isEmpty()) {
                        throw value.invalid(
                                "options of one provider are not supported: use the fields of the request itself");
                    }
                }));
    }

    private static void gateway(String option, Value value, Wishes wishes) {
        switch (option) {
            case "order" -> wishes.order(value.texts(), value.path());
            case "only" -> wishes.only(value.texts(), value.path());
            case "models" -> wishes.models(OpenRouterConvention.models(value));
            case "sort" -> wishes.sort(sort(value));
            case "caching" -> {
                if (!value.text().equals("auto")) {
                    throw value.invalid("must be auto");
                }
                wishes.automaticCache = true;
            }
            case "byok" -> value.members().forEach((provider, keys) -> wishes.keys.put(provider, key(keys)));
            case "providerTimeouts" -> value.members().forEach((scope, timeouts) -> timeouts(scope, timeouts, wishes));
            case "user" -> {
                wishes.session(value.text());
                wishes.user(value.text());
            }
            case "tags" -> wishes.spendTags.addAll(value.texts());
            case "zeroDataRetention" -> OpenRouterConvention.promise(value, "zero_data_retention", wishes);
            case "disallowPromptTraining" -> OpenRouterConvention.promise(value, "no_training", wishes);
            default -> throw value.unsupported();
        }
    }

    private static RoutePolicy sort(Value value) {
        return switch (value.text()) {
            case "cost" -> new RoutePolicy.Cost();
            case "tps" -> new RoutePolicy.Throughput();
            case "ttft" -> new RoutePolicy.Latency();
            default -> throw value.invalid("must be cost, tps or ttft");
        };
    }

    private static Secret key(Value credentials) {
        List<Value> listed = credentials.items();
        if (listed.size() != 1) {
            throw credentials.invalid("must have one credential");
        }
        Map<String, Value> members = listed.getFirst().members();
        Value key = members.remove("apiKey");
        if (key == null || !members.isEmpty()) {
            throw listed.getFirst().invalid("must be { apiKey }: other credentials are the operator's");
        }
        return new Secret(key.text());
    }

    private static void timeouts(String scope, Value timeouts, Wishes wishes) {
        if (!scope.equals("byok") && !scope.equals("system")) {
            throw timeouts.unsupported();
        }
        timeouts.members()
                .forEach((provider, millis) ->
                        wishes.timeouts.put(provider, Duration.ofMillis(millis.integer(1, MILLIS_MAX))));
    }
}
