package org.modelgate.router.flow;

import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.Step;
import org.modelgate.router.preference.Attribution;
import org.modelgate.router.preference.Planned;
import org.modelgate.translator.TokenEstimator;

/** What a call asks of billing. Pure. */
final class Admission {
    private Admission() {}

    /** A request that is translated gets cache marks where the provider knows them, whether or not the client set any. */
    private static boolean mayBeTranslated(RouteCall route, Planned planned) {
        return planned.plan().steps().stream()
                .map(Step::target)
                .anyMatch(t -> t.provider()
                                .provider()
                                .endpointFor(route.dialect(), t.model())
                                .dialect()
                        != route.dialect());
    }

    static Admit of(RouteCall route, Planned planned, Attribution whose) {
        BodyScan scan = route.scan();
        return new Admit(
                route.callId(),
                route.principal(),
                planned.billed(),
                TokenEstimator.inputUpperBound(scan),
                scan.cacheMarks() || planned.cacheWrites() || mayBeTranslated(route, planned),
                scan.longCacheMarks(),
                planned.askedOutputTokens(),
                planned.outputTokens(),
                scan.choices(),
                route.timeoutMillis(),
                planned.labels().user(),
                planned.labels().tags(),
                whose.user(),
                whose.session());
    }
}
