package org.modelgate.deploy.simulator;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.control.ControlHandler;
import org.modelgate.deploy.simulator.control.FaultRules;
import org.modelgate.deploy.simulator.control.SeenRequests;
import org.modelgate.deploy.simulator.control.Timelines;
import org.modelgate.deploy.simulator.control.UsageLog;
import org.modelgate.deploy.simulator.core.Answerer;
import org.modelgate.deploy.simulator.core.PromptCache;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.identity.IdentityServices;
import org.modelgate.deploy.simulator.identity.Tokens;
import org.modelgate.deploy.simulator.serve.FrontDoor;
import org.modelgate.deploy.simulator.serve.Provider;

/**
 * One simulator: {@code vertx.deployVerticle(simulator)}, then {@link #baseUri()}. All state belongs to its event loop, so
 * deploy one instance.
 */
public final class SimulatorVerticle extends VerticleBase {

    private static final int BACKLOG = 8192;
    private static final int HEADER_BYTES_MAX = 64 * 1024;

    private final SimulatorConfig config;
    private final InstantSource clock;
    private @Nullable HttpServer server;

    public SimulatorVerticle(SimulatorConfig config) {
        this(config, InstantSource.system());
    }

    /** A simulator with a clock for the log and for the reset times in headers; answers don't depend on it. */
    public SimulatorVerticle(SimulatorConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setAcceptBacklog(BACKLOG)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setHandle100ContinueAutomatically(true)
                .setDecompressionSupported(true);
        Timelines timelines = new Timelines(clock);
        FaultRules faults = new FaultRules(config.directives(), timelines);
        UsageLog log = new UsageLog(config.limits().logEntriesMax());
        SeenRequests seen = new SeenRequests();
        ControlHandler control = new ControlHandler(faults, timelines, log, seen);
        Signer signer = new Signer(config.signingKey());
        Answerer answerer = new Answerer(
                signer,
                new PromptCache(
                        config.limits().cacheEntriesMax(), config.limits().cacheMinimumTokens()));
        Provider provider =
                new Provider(vertx, answerer, faults, log, clock, config.apiKeys(), () -> "request " + port() + ' ');
        Tokens tokens = new Tokens(config.signingKey());
        FrontDoor door = new FrontDoor(
                Dialects.all(signer, tokens),
                control,
                seen,
                provider,
                new IdentityServices(tokens),
                config.limits().bodyBytesMax());
        return vertx.createHttpServer(options)
                .requestHandler(door::handle)
                .listen()
                .onSuccess(listening -> server = listening);
    }

    /** The port that it listens on, once deployed. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("the simulator isn't deployed yet");
        }
        return server.actualPort();
    }

    /** Where it listens, without a version, such as {@code http://127.0.0.1:4321}. */
    public URI baseUri() {
        return URI.create("http://" + config.host() + ':' + port());
    }
}
