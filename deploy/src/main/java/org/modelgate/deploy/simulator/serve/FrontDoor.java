package org.modelgate.deploy.simulator.serve;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.modelgate.deploy.simulator.control.ControlHandler;
import org.modelgate.deploy.simulator.control.SeenRequests;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.identity.IdentityServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads each request in full, within the limit, and hands it to the control endpoints or to its dialect. */
public final class FrontDoor {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

    private final List<Dialect> dialects;
    private final ControlHandler control;
    private final SeenRequests seen;
    private final Provider provider;
    private final IdentityServices identity;
    private final int bodyBytesMax;

    /**
     * A door before these dialects.
     *
     * @param dialects the first that speaks a call's language gets it; the last one has to speak them all
     */
    public FrontDoor(
            List<Dialect> dialects,
            ControlHandler control,
            SeenRequests seen,
            Provider provider,
            IdentityServices identity,
            int bodyBytesMax) {
        this.dialects = List.copyOf(dialects);
        this.control = control;
        this.seen = seen;
        this.provider = provider;
        this.identity = identity;
        this.bodyBytesMax = bodyBytesMax;
    }

    public void handle(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            // What exceeds the limit is read and thrown away: the refusal has to reach a client that is still sending.
            if (body.length() <= bodyBytesMax) {
                body.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(lost -> LOG.atDebug().setCause(lost).log("client left while sending its request"));
        request.endHandler(end -> complete(request, body));
    }

    private void complete(HttpServerRequest request, Buffer body) {
        try {
            dispatch(request, body);
        } catch (RuntimeException bug) {
            LOG.atError().addKeyValue("path", request.path()).setCause(bug).log("simulator failed to answer");
            if (!request.response().headWritten()) {
                request.response().setStatusCode(500).end("simulator failed: " + bug);
            }
        }
    }

    private void dispatch(HttpServerRequest request, Buffer body) {
        if (request.path().startsWith(ControlHandler.PREFIX)) {
            control.handle(request, body);
            return;
        }
        if (identity.handle(request, body)) {
            return;
        }
        seen.add(request.method().name(), request.uri(), request.headers(), body);
        Call call = new Call(
                request.method().name(),
                request.path(),
                Objects.requireNonNullElse(request.query(), ""),
                headers(request.headers()));
        Dialect dialect = dialects.stream()
                .filter(d -> d.speaks(call))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no dialect takes " + call.path()));
        if (body.length() > bodyBytesMax) {
            provider.refuse(dialect, new Failure.TooLarge(), request.response());
        } else {
            provider.serve(dialect, call, body, request.response());
        }
    }

    private static Map<String, String> headers(MultiMap given) {
        Map<String, String> headers = new HashMap<>();
        given.forEach((name, value) -> headers.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + "," + b));
        return headers;
    }
}
