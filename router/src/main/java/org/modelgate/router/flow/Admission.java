package org.modelgate.router.flow;

import java.util.List;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.CatalogModel;
import org.modelgate.translator.TokenEstimator;

/** What a call asks of billing. Pure. */
final class Admission {
    private static final int SHOWN_NAME_MAX = 200;

    private Admission() {}

    /** A client asked for a model that isn't in the catalog. */
    static GatewayError noModel(String name) {
        String shown = name.length() > SHOWN_NAME_MAX ? name.substring(0, SHOWN_NAME_MAX) : name;
        return GatewayError.of(Fault.CLIENT, ErrorCode.MODEL_NOT_FOUND, "there is no model '" + shown + "'");
    }

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
                List.of(model.id()),
                TokenEstimator.inputUpperBound(scan),
                scan.cacheMarks() || mayBeTranslated(route, model),
                scan.longCacheMarks(),
                scan.maxOutputTokens(),
                List.of(model.maxOutputTokens()),
                scan.choices(),
                route.timeoutMillis());
    }
}
