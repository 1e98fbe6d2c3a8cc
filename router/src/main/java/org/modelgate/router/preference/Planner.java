package org.modelgate.router.preference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.CallFacts;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.RetryLimits;
import org.modelgate.router.plan.RouteNode;
import org.modelgate.router.plan.RoutePlan;
import org.modelgate.router.plan.RoutePolicy;
import org.modelgate.router.plan.TargetStats;
import org.modelgate.translator.TokenEstimator;

/** Makes a call's plan of what its request says, the catalog, and the figures of the moment. Pure; safe for use by many threads. */
public final class Planner {
    /** In the order in which they win where two of them say the same thing differently. */
    private static final List<Convention> CONVENTIONS = List.of(
            new OwnConvention(),
            new PortkeyConvention(),
            new OpenRouterConvention(),
            new VercelConvention(),
            new FallbackModels(),
            new ViscaConvention(),
            new LlmGatewayConvention(),
            new LiteLlmConvention(),
            new BifrostConvention(),
            new SessionKeys());

    private final ModelCatalog catalog;
    private final EgressRules egress;
    private final RetryLimits retries;

    public Planner(ModelCatalog catalog, EgressRules egress, RetryLimits retries) {
        this.catalog = catalog;
        this.egress = egress;
        this.retries = retries;
    }

    /** The client's body. */
    public interface Body {
        /** A copy of bytes {@code [start, end)}. */
        byte[] bytes(int start, int end);
    }

    /**
     * A request.
     *
     * @param body looked at only where the scan found something to read
     * @param headers the client's that go on to providers, by lower-case name
     */
    public record Call(
            DialectId dialect,
            BodyScan scan,
            Body body,
            Map<String, String> headers,
            Preferences preferences,
            Principal principal) {

        /** Whether the model's name alone decides. */
        boolean asksNothing() {
            return preferences.isEmpty()
                    && scan.asks().isEmpty()
                    && principal.regions().isEmpty();
        }
    }

    /**
     * @param random seeded by the caller
     * @throws org.modelgate.common.error.GatewayException model_not_found, forbidden, or invalid_request that names field or header
     */
    public Planned plan(Call call, TargetStats stats, RandomGenerator random) {
        Optional<ModelCatalog.Match> match =
                call.asksNothing() ? catalog.find(call.scan().model()) : Optional.empty();
        return match.isPresent() ? usual(match.get(), call, stats, random) : asked(call, stats, random);
    }

    /** As configured. */
    private static Planned usual(ModelCatalog.Match match, Call call, TargetStats stats, RandomGenerator random) {
        CatalogModel model = match.model();
        RoutePolicy policy = model.policy();
        @Nullable String session = policy instanceof RoutePolicy.Sticky ? sessionOf(call) : null;
        CallFacts facts = facts(call.scan(), stats, random, session, CallFacts.Values.NONE);
        RoutePlan plan = new RoutePlan(RoutePlan.order(RouteNode.Group.of(policy, match.targets()), facts), 0);
        return new Planned(
                plan,
                model,
                List.of(model.id()),
                call.scan().maxOutputTokens(),
                List.of(model.maxOutputTokens()),
                false,
                policy.name(),
                List.of(),
                false,
                model.resilience(),
                null,
                call.principal().watched() && !call.scan().callers().isEmpty()
                        ? Labels.ofBody(asks(call))
                        : Labels.NONE);
    }

    private static @Nullable String sessionOf(Call call) {
        return SessionKeys.ofBody(asks(call)).orElse(null);
    }

    private static Asked asks(Call call) {
        return new Asked(call.preferences(), call.headers(), call.dialect(), call.scan(), call.body());
    }

    static CallFacts facts(
            BodyScan scan,
            TargetStats stats,
            RandomGenerator random,
            @Nullable String session,
            CallFacts.Values values) {
        Long cap = scan.maxOutputTokens();
        return new CallFacts(random, stats, session, TokenEstimator.input(scan), cap == null ? 0 : cap, values);
    }

    private Planned asked(Call call, TargetStats stats, RandomGenerator random) {
        Asked asked = asks(call);
        Wishes wishes = new Wishes();
        CONVENTIONS.forEach(convention -> convention.read(asked, wishes));
        asked.refuseTheRest();
        boolean named = wishes.session != null;
        if (!named) {
            SessionKeys.ofBody(asked).ifPresent(wishes::session);
        }
        CallFacts facts = facts(
                call.scan(),
                stats,
                random,
                wishes.session,
                new BodyValues(
                        wishes.metadata,
                        () -> call.body()
                                .bytes(call.scan().objectStart(), call.scan().objectEnd() + 1),
                        call.preferences().path()));
        Labels labels = call.principal().watched() ? Labels.of(asked, wishes) : Labels.NONE;
        return new Planning(catalog, egress, retries, call, wishes, facts, named, labels).plan();
    }
}
