package org.modelgate.router.upstream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.net.PublicAddresses;
import org.modelgate.router.plan.CustomHost;
import org.modelgate.router.plan.RoutePlan;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.StepOptions;
import org.modelgate.router.provider.ProviderConfig;

/**
 * Connections for keys and hosts that requests bring: none is shared between two keys or two hosts, and none knows a key, which stays
 * in its request. They get neither the operator's credential nor the operator's headers. Those that were used last are kept. Belongs to
 * one router instance's event loop; names are resolved off it.
 */
public final class CallerClients {
    private static final int CLIENTS_MAX = 200;
    private static final int CONNECTIONS_MAX = 100;

    /** Whose connections they are; the key only as its digest. */
    private record Owner(String provider, @Nullable CustomHost host, String keyDigest) {}

    private final Vertx vertx;
    private final Context context;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final boolean privateAddresses;
    private final Map<Owner, UpstreamClient> clients = new LinkedHashMap<>(16, 0.75f, true);
    private final List<UpstreamClient> leaving = new ArrayList<>();

    /**
     * To be made on the context of the instance that uses it.
     *
     * @param privateAddresses whether hosts may be in the operator's own networks
     */
    public CallerClients(
            Vertx vertx, Context context, boolean privateAddresses, InstantSource clock, LongSupplier nanos) {
        this.vertx = vertx;
        this.context = context;
        this.privateAddresses = privateAddresses;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * The plan with the addresses of the hosts that the request brings, each name resolved once and the address checked that will be
     * dialled. Fails with a GatewayException that tells no address.
     */
    public Future<RoutePlan> resolve(RoutePlan plan) {
        if (plan.steps().stream().allMatch(step -> step.options().customHost() == null)) {
            return Future.succeededFuture(plan);
        }
        return context.executeBlocking(() -> {
            List<Step> steps = new ArrayList<>(plan.steps().size());
            for (Step step : plan.steps()) {
                CustomHost host = step.options().customHost();
                steps.add(host == null ? step : at(step, new CustomHost(host.baseUrl(), address(host.baseUrl()))));
            }
            return new RoutePlan(steps, plan.attemptsMax());
        });
    }

    private static Step at(Step step, CustomHost host) {
        StepOptions o = step.options();
        return new Step(
                step.target(),
                new StepOptions(o.firstByte(), o.total(), o.retry(), o.edits(), o.key(), host, o.headers(), o.label()));
    }

    /** Every address of the name must be allowed, or the next answer of its server might be another one. */
    private String address(URI url) {
        InetAddress[] all = lookUp(url.getHost());
        if (all.length == 0) {
            throw GatewayError.invalid("the custom host is unknown").asException();
        }
        for (InetAddress one : all) {
            if (!privateAddresses && !PublicAddresses.isPublic(one)) {
                throw GatewayError.of(
                                Fault.CLIENT,
                                ErrorCode.FORBIDDEN,
                                "the custom host's address is not allowed by the operator of this gateway")
                        .asException();
            }
        }
        return all[0].getHostAddress();
    }

    private static InetAddress[] lookUp(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0];
        }
    }

    /** Connections for a step with a key or host of its own. */
    public UpstreamClient client(Step step) {
        StepOptions options = step.options();
        ProviderConfig provider = step.target().provider();
        Owner owner = new Owner(
                provider.name(),
                options.customHost(),
                options.key() == null ? "" : digest(options.key().value()));
        UpstreamClient known = clients.get(owner);
        if (known != null) {
            return known;
        }
        if (clients.size() >= CLIENTS_MAX) {
            leave();
        }
        UpstreamClient client = open(provider, options.customHost());
        clients.put(owner, client);
        return client;
    }

    private UpstreamClient open(ProviderConfig provider, @Nullable CustomHost host) {
        ProviderConfig bare = new ProviderConfig(
                provider.name(),
                provider.provider(),
                host == null ? provider.baseUrl() : host.baseUrl(),
                null,
                null,
                null,
                Map.of(),
                provider.timeouts(),
                Math.min(provider.maxConnections(), CONNECTIONS_MAX));
        UpstreamClient client = new UpstreamClient(vertx, context, bare, clock, nanos);
        if (host != null) {
            URI url = host.baseUrl();
            int usual = Objects.equals(url.getScheme(), "https") ? 443 : 80;
            client.dial(SocketAddress.inetSocketAddress(
                    url.getPort() < 0 ? usual : url.getPort(),
                    Objects.requireNonNull(host.address(), "a host that was not resolved")));
        }
        return client;
    }

    /** The one that wasn't used for longest closes when its answers have ended. */
    private void leave() {
        Owner oldest = clients.keySet().iterator().next();
        UpstreamClient client = clients.remove(oldest);
        if (client != null) {
            leaving.add(client);
            client.leave().onComplete(closed -> leaving.remove(client));
        }
    }

    private static String digest(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** To be called every 100 ms or so. */
    public void sweep() {
        clients.values().forEach(UpstreamClient::sweep);
        leaving.forEach(UpstreamClient::sweep);
    }

    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        clients.values().forEach(client -> closing.add(client.close()));
        leaving.forEach(client -> closing.add(client.close()));
        return Future.join(closing).mapEmpty();
    }
}
