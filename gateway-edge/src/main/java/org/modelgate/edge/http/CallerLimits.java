package org.modelgate.edge.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.AdmitCount;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ReadLimits;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.limit.LimitHeaders;

/** Asks billing for the rate limits of callers. */
final class CallerLimits {
    /** An answer without figures is better than one that comes late. */
    private static final Duration READ = Duration.ofMillis(250);

    private static final Duration ADMIT = Duration.ofSeconds(2);
    private static final Buffer NO_BYTES = Buffer.buffer(0);

    private final BusEndpoint bus;
    private final InstantSource clock;

    CallerLimits(BusEndpoint bus, InstantSource clock) {
        this.bus = bus;
        this.clock = clock;
    }

    /** Headers that say how a caller's limits stand; none if billing doesn't say. */
    Future<List<Map.Entry<String, String>>> read(Principal principal, DialectId dialect, boolean ofCounts) {
        return ask(principal, new ReadLimits(principal, ofCounts), READ)
                .map(figures -> headers(figures, dialect))
                .otherwise(List.of());
    }

    /** Takes one of a caller's counts of tokens. Fails with 429 if there is none left, and otherwise if billing doesn't answer. */
    Future<List<Map.Entry<String, String>>> admitCount(Principal principal, DialectId dialect) {
        return ask(principal, new AdmitCount(principal), ADMIT).map(figures -> headers(figures, dialect));
    }

    private Future<LimitFigures> ask(Principal principal, Request<LimitFigures> question, Duration wait) {
        Optional<String> owner = bus.directory().owner(Role.BILLING, principal.account());
        return owner.isEmpty()
                ? Future.failedFuture(
                        GatewayError.unavailable("no billing node").asException())
                : bus.request(owner.get(), question, NO_BYTES, wait).map(Answer::message);
    }

    private List<Map.Entry<String, String>> headers(LimitFigures figures, DialectId dialect) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        LimitHeaders.add(headers, figures.limits(), dialect, clock.instant());
        return headers;
    }
}
