package org.modelgate.router.flow;

import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.TokenEstimator;

/** Tells billing what a stream used so far, for recovery after a crash of this process. */
final class ProgressMeter {
    private final FlowServices services;
    private final RouteCall route;
    private final String model;
    private long reportedNanos;
    private long reportedTokens;

    ProgressMeter(FlowServices services, RouteCall route, String model, long nowNanos) {
        this.services = services;
        this.route = route;
        this.model = model;
        this.reportedNanos = nowNanos;
    }

    void sweep(long nowNanos, Attempt attempt) {
        if (!attempt.reader().delivered()) {
            return;
        }
        long tokens = TokenEstimator.output(attempt.reader().textBytes());
        FlowLimits limits = services.limits();
        if (nowNanos - reportedNanos < limits.progress().toNanos()
                && tokens - reportedTokens < limits.progressTokens()) {
            return;
        }
        reportedNanos = nowNanos;
        reportedTokens = tokens;
        Usage usage = attempt.metered().usage();
        services.bus()
                .directory()
                .owner(Role.BILLING, route.principal().account())
                .ifPresent(owner -> services.bus()
                        .send(
                                owner,
                                new Progress(route.callId(), route.principal().account(), usage, model)));
    }
}
