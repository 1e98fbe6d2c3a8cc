package org.modelgate.router.preference;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.router.plan.RoutePolicy;

/**
 * {@code provider} as an object, {@code models}, and headers of OpenRouter's clients. A {@code provider} that is a string names the only
 * one (contract section 5).
 */
final class OpenRouterConvention implements Convention {
    /** Who calls, for OpenRouter's own statistics; and the cache of answers, which there isn't, so that every answer is a miss. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "http-referer",
            "x-title",
            "x-openrouter-title",
            "x-openrouter-categories",
            "x-openrouter-cache-ttl",
            "x-openrouter-cache-clear");

    private static final int TEXTS_MAX = 16;

    @Override
    public void read(Asked asked, Wishes wishes) {
        asked.ignore(WITHOUT_EFFECT);
        asked.flag("x-openrouter-cache").ifPresent(cache -> wishes.replies.add(Wishes.Reply.OPENROUTER));
        asked.header("x-openrouter-metadata").ifPresent(value -> {
            if (!value.equals("enabled") && !value.equals("disabled")) {
                throw GatewayError.invalid("x-openrouter-metadata", "must be enabled or disabled")
                        .asException();
            }
            if (value.equals("enabled")) {
                wishes.replies.add(Wishes.Reply.OPENROUTER_METADATA);
            }
        });
        asked.member("provider").ifPresent(provider -> provider(provider, wishes));
        asked.member("models").ifPresent(models -> wishes.models(models(models)));
    }

    /** A bounded list of model names. */
    static List<String> models(Value models) {
        List<String> names = models.texts();
        if (names.size() > TEXTS_MAX) {
            throw models.invalid("must not have more than " + TEXTS_MAX + " models");
        }
        return names;
    }

    private static void provider(Value provider, Wishes wishes) {
        if (provider.isText()) {
            wishes.only(List.of(provider.text()), provider.path());
            return;
        }
        boolean fallbacks = true;
        for (Map.Entry<String, Value> member : provider.members().entrySet()) {
            Value value = member.getValue();
            switch (member.getKey()) {
                case "order" -> wishes.order(value.texts(), value.path());
                case "only" -> wishes.only(value.texts(), value.path());
                case "ignore" -> wishes.ignored.addAll(value.texts());
                case "allow_fallbacks" -> fallbacks = value.flag();
                case "sort" -> sort(value, wishes);
                case "max_price" -> maxPrice(value, wishes);
                case "preferred_min_throughput" -> wishes.minThroughput = least(value, true);
                case "preferred_max_latency" -> wishes.maxLatencyMillis = least(value, false) * 1_000;
                case "data_collection" -> dataCollection(value, wishes);
                case "zdr" -> promise(value, "zero_data_retention", wishes);
                case "require_parameters", "enforce_distillable_text" -> {
                    if (value.flag()) {
                        throw value.unsupported();
                    }
                }
                default -> throw value.unsupported();
            }
        }
        if (!fallbacks) {
            wishes.onlyOrdered = !wishes.order.isEmpty();
            wishes.single = wishes.order.isEmpty();
        }
    }

    private static void sort(Value sort, Wishes wishes) {
        if (sort.isText()) {
            wishes.sort(by(sort));
            return;
        }
        for (Map.Entry<String, Value> member : sort.members().entrySet()) {
            Value value = member.getValue();
            switch (member.getKey()) {
                case "by" -> wishes.sort(by(value));
                case "partition" ->
                    wishes.acrossModels = switch (value.text()) {
                        case "model" -> false;
                        case "none" -> true;
                        default -> throw value.invalid("must be model or none");
                    };
                default -> throw value.unsupported();
            }
        }
    }

    private static RoutePolicy by(Value value) {
        return switch (value.text()) {
            case "price" -> new RoutePolicy.Cost();
            case "throughput" -> new RoutePolicy.Throughput();
            case "latency" -> new RoutePolicy.Latency();
            default -> throw value.invalid("must be price, latency or throughput");
        };
    }

    private static void maxPrice(Value price, Wishes wishes) {
        for (Map.Entry<String, Value> member : price.members().entrySet()) {
            switch (member.getKey()) {
                case "prompt" -> wishes.maxInputPrice = member.getValue().positive();
                case "completion" -> wishes.maxOutputPrice = member.getValue().positive();
                default -> throw member.getValue().unsupported();
            }
        }
    }

    /** A number, or one for each percentile: averages are known here, so the strictest of them counts. */
    private static double least(Value value, boolean greatest) {
        if (value.isNumber()) {
            return value.positive().doubleValue();
        }
        double found = Double.NaN;
        for (Map.Entry<String, Value> member : value.members().entrySet()) {
            if (!Set.of("p50", "p75", "p90", "p95", "p99").contains(member.getKey())) {
                throw member.getValue().unsupported();
            }
            double figure = member.getValue().positive().doubleValue();
            boolean stricter = Double.isNaN(found) || (greatest ? figure > found : figure < found);
            found = stricter ? figure : found;
        }
        if (Double.isNaN(found)) {
            throw value.invalid("must be a number or { p50, p75, p90, p95, p99 }");
        }
        return found;
    }

    private static void dataCollection(Value value, Wishes wishes) {
        switch (value.text()) {
            case "allow" -> {}
            case "deny" -> wishes.promises.add("no_training");
            default -> throw value.invalid("must be allow or deny");
        }
    }

    static void promise(Value value, String promise, Wishes wishes) {
        if (value.flag()) {
            wishes.promises.add(promise);
        }
    }
}
