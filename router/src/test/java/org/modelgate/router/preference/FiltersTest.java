package org.modelgate.router.preference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.RoutePolicy;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.TargetStats;
import org.modelgate.router.plan.Traits;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;
import org.modelgate.translator.Dialects;

/** Whatever else a request asks, and whatever is healthy: what it excludes stays excluded. */
class FiltersTest {
    private static final List<String> REGIONS = List.of("eu-west-1", "eu-central-1", "us-east-1", "eu-west-2");
    private static final List<RoutePolicy> POLICIES = List.of(
            new RoutePolicy.Fallback(),
            new RoutePolicy.Weighted(),
            new RoutePolicy.Latency(),
            new RoutePolicy.Sticky(new RoutePolicy.Weighted()));

    private static Target target(int provider, int region) {
        Provider kind = Providers.ofType("openai-compatible").orElseThrow();
        ProviderConfig config = new ProviderConfig(
                "p" + provider, kind, URI.create("http://127.0.0.1:1"), null, null, null, Map.of(), kind.timeouts(), 1);
        String where = region < REGIONS.size() ? REGIONS.get(region) : null;
        return new Target(config, "m" + region, 1 + region, "m", 1, where, Traits.NONE);
    }

    private static ModelCatalog catalog(List<Integer> seeds) {
        List<CatalogModel> models = new ArrayList<>();
        for (int i = 0; i < POLICIES.size(); i++) {
            List<Target> targets = new ArrayList<>();
            for (int seed : seeds) {
                Target one = target(seed % 5, (seed / 5 + i) % 5);
                targets.add(
                        new Target(one.provider(), one.model(), one.weight(), "m" + i, 1, one.region(), Traits.NONE));
            }
            Models.Entry entry = new Models.Entry("m" + i, List.of(), "o", 1, null, null, null, null, null, null, null);
            models.add(new CatalogModel(entry, targets, POLICIES.get(i), 1));
        }
        return new ModelCatalog(models);
    }

    private static void put(ObjectNode body, String name, List<Integer> providers) {
        if (!providers.isEmpty()) {
            ArrayNode list = body.putArray(name);
            providers.forEach(p -> list.add("p" + p));
        }
    }

    @Property(tries = 500)
    @Label("only, ignore and region pins hold in each step of each plan, and ejected targets don't soften them")
    void whatIsExcludedStaysExcluded(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 24) Integer> seeds,
            @ForAll @Size(max = 2) List<@IntRange(min = 0, max = 4) Integer> only,
            @ForAll @Size(max = 2) List<@IntRange(min = 0, max = 4) Integer> ignore,
            @ForAll @Size(max = 2) List<@IntRange(min = 0, max = 4) Integer> order,
            @ForAll @IntRange(min = 0, max = 3) int pin,
            @ForAll boolean bound,
            @ForAll long seed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", "m0");
        body.putArray("models").add("m1").add("m2").add("m3");
        body.putArray("messages").addObject().put("role", "user").put("content", "x");
        ObjectNode provider = body.putObject("provider");
        put(provider, "only", only);
        put(provider, "ignore", ignore);
        put(provider, "order", order);
        List<String> pins = List.of("", "eu", "us-east-1", "eu-central-1");
        Map<String, String> headers = new HashMap<>();
        if (pin > 0) {
            headers.put("x-gateway-region", pins.get(pin));
        }
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Planner.Call call = new Planner.Call(
                DialectId.OPENAI_CHAT,
                Dialects.client(DialectId.OPENAI_CHAT).scanner().scan(bytes),
                (start, end) -> Arrays.copyOfRange(bytes, start, end),
                Map.of(),
                new Preferences(headers, "/"),
                new Principal("a", "k", bound ? List.of(List.of("eu")) : List.of()));
        ModelCatalog catalog = catalog(seeds);
        SplittableRandom random = new SplittableRandom(seed);
        List<Target> plan;
        try {
            plan = new Planner(catalog, EgressRules.NONE, RetryLimits.DEFAULTS)
                    .plan(call, new Moody(random), random)
                    .plan()
                    .targets();
        } catch (GatewayException nothingLeft) {
            assertThat(nothingLeft.error().status()).isIn(400, 403);
            return;
        }
        assertThat(plan).isNotEmpty();
        List<Target> all =
                catalog.all().stream().flatMap(m -> m.targets().stream()).toList();
        Set<String> inTheUnion = Set.of("eu-west-1", "eu-central-1");
        assertThat(plan).allSatisfy(target -> {
            assertThat(all).contains(target);
            int number = Integer.parseInt(target.provider().name().substring(1));
            assertThat(only.isEmpty() || only.contains(number)).isTrue();
            assertThat(ignore).doesNotContain(number);
            if (bound || pin == 1) {
                assertThat(target.region()).isIn(inTheUnion);
            }
            if (pin > 1) {
                assertThat(target.region()).isEqualTo(pins.get(pin));
            }
        });
    }

    /** Ejects at random. */
    private record Moody(SplittableRandom random) implements TargetStats {
        @Override
        public OptionalDouble latencyMillis(Target target) {
            return OptionalDouble.of(random.nextDouble());
        }

        @Override
        public OptionalDouble tokensPerSecond(Target target) {
            return OptionalDouble.empty();
        }

        @Override
        public boolean healthy(Target target) {
            return random.nextBoolean();
        }
    }
}
