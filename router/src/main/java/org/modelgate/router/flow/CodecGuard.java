package org.modelgate.router.flow;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The border between I/O and codecs of one attempt: a codec's complaint, or its bug, ends the attempt and not the event loop. */
final class CodecGuard {
    private static final Logger LOG = LoggerFactory.getLogger(CodecGuard.class);

    private final LiveCall call;
    private final Target target;
    private final BooleanSupplier running;
    private final Consumer<GatewayError> broken;

    /**
     * @param running whether the attempt isn't over: nothing is run behind its end
     * @param broken hears what went wrong
     */
    CodecGuard(LiveCall call, Target target, BooleanSupplier running, Consumer<GatewayError> broken) {
        this.call = call;
        this.target = target;
        this.running = running;
        this.broken = broken;
    }

    boolean isRunning() {
        return running.getAsBoolean();
    }

    void run(Runnable step) {
        if (!isRunning()) {
            return;
        }
        try {
            step.run();
        } catch (GatewayException e) {
            broken.accept(e.error());
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("callId", call.route().callId())
                    .addKeyValue("provider", target.provider().name())
                    .log("an attempt failed by a bug");
            broken.accept(GatewayError.internal("internal error"));
        }
    }
}
