package org.modelgate.router.flow;

import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.translator.estimate.TokenEstimator;

/** What a call asks of billing. Pure. */
final class Admission {
    private Admission() {}

    static Admit of(RouteCall route, CatalogModel model) {
        BodyScan scan = route.scan();
        return new Admit(
                route.callId(),
                route.principal(),
                model.id(),
                TokenEstimator.inputUpperBound(scan),
                scan.cacheMarks(),
                scan.longCacheMarks(),
                scan.maxOutputTokens(),
                model.maxOutputTokens(),
                scan.choices(),
                route.timeoutMillis());
    }
}
