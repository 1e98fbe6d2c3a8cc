package org.modelgate.router.flow;

import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.translator.TokenEstimator;

/** What a call asks of billing. Pure. */
final class Admission {
    private Admission() {}

    /** A request that is translated gets cache marks where the provider knows them, whether or not the client set any. */
    private static boolean mayBeTranslated(RouteCall route, CatalogModel model) {
        return model.targets().stream()
                .anyMatch(t -> t.provider()
                                .provider()
                                .endpointFor(route.dialect(), t.model())
                                .dialect()
                        != route.dialect());
    }

    static Admit of(RouteCall route, CatalogModel model) {
        BodyScan scan = route.scan();
        return new Admit(
                route.callId(),
                route.principal(),
                model.id(),
                TokenEstimator.inputUpperBound(scan),
                scan.cacheMarks() || mayBeTranslated(route, model),
                scan.longCacheMarks(),
                scan.maxOutputTokens(),
                model.maxOutputTokens(),
                scan.choices(),
                route.timeoutMillis());
    }
}
