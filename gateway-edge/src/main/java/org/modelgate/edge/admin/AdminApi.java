package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.error.GatewayError;
import org.modelgate.edge.api.ModelList;
import org.modelgate.edge.api.ModelPages;
import org.modelgate.edge.http.GatewayErrors;
import org.modelgate.edge.management.ClusterView;
import org.modelgate.edge.management.ProviderReport;

/** The endpoints of operators below {@code /admin}. Who gets here has shown the admin key. */
public final class AdminApi implements Handler<HttpServerRequest> {
    private static final String JSON = "application/json";
    private static final String DESCRIPTION = "openapi.yaml";
    private static final long BODY_BYTES_MAX = 64 * 1024;

    private final Router router;
    private final List<AdminRoute> routes;

    /** @param random of cryptographic strength */
    public AdminApi(Vertx vertx, BusEndpoint bus, ModelList models, InstantSource clock, RandomGenerator random) {
        this.routes = routes(bus, models, clock, random);
        this.router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX));
        for (AdminRoute route : routes) {
            router.route(route.method(), route.path().replace("{", ":").replace("}", ""))
                    .handler(context -> answer(context, route));
        }
        router.errorHandler(404, context -> error(context, 404, "not_found", "there is nothing at this path"));
        router.errorHandler(405, context -> error(context, 405, "method_not_allowed", "this path takes other methods"));
        router.errorHandler(
                413,
                context -> error(
                        context,
                        413,
                        "request_too_large",
                        "the request body is larger than " + BODY_BYTES_MAX + " bytes"));
        router.errorHandler(400, context -> error(context, 400, "invalid_request", "the request is no valid HTTP"));
        router.errorHandler(500, context -> refuse(context, GatewayErrors.of(context.failure())));
    }

    private static List<AdminRoute> routes(
            BusEndpoint bus, ModelList models, InstantSource clock, RandomGenerator random) {
        BillingDesk billing = new BillingDesk(bus);
        List<AdminRoute> all = new ArrayList<>();
        all.addAll(new AccountRoutes(billing, clock).all());
        all.addAll(new KeyRoutes(billing, random).all());
        all.addAll(new ReportRoutes(billing, clock).all());
        all.addAll(new WebhookRoutes(billing).all());
        all.add(new AdminRoute(HttpMethod.GET, "/admin/cluster", call -> {
            call.knows();
            return Future.succeededFuture(AdminAnswer.ok(ClusterView.of(bus.directory())));
        }));
        ProviderReport providers = new ProviderReport(bus);
        all.add(new AdminRoute(HttpMethod.GET, "/admin/providers", call -> {
            call.knows();
            return providers.read().map(body -> new AdminAnswer(200, JSON, body));
        }));
        all.add(new AdminRoute(HttpMethod.GET, "/admin/models", call -> models(call, models)));
        byte[] description = description();
        all.add(new AdminRoute(HttpMethod.GET, "/admin/openapi.yaml", call -> {
            call.knows();
            return Future.succeededFuture(new AdminAnswer(200, "application/yaml", description));
        }));
        return List.copyOf(all);
    }

    private static Future<AdminAnswer> models(AdminCall call, ModelList models) {
        call.knows();
        return models.read().map(list -> new AdminAnswer(200, JSON, ModelPages.all(list.models())));
    }

    private static byte[] description() {
        try (InputStream file = AdminApi.class.getResourceAsStream(DESCRIPTION)) {
            if (file == null) {
                throw new IllegalStateException(DESCRIPTION + " is not on the class path");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(DESCRIPTION + " can't be read", e);
        }
    }

    /** All endpoints, in no particular order. */
    List<AdminRoute> routes() {
        return routes;
    }

    @Override
    public void handle(HttpServerRequest request) {
        router.handle(request);
    }

    private static void answer(RoutingContext context, AdminRoute route) {
        Future<AdminAnswer> answer;
        try {
            answer = route.answer().apply(new AdminCall(context));
        } catch (HttpException e) {
            error(context, e.getStatusCode(), "invalid_request", "the request's address can't be read");
            return;
        } catch (RuntimeException e) {
            // A rim: what is wrong with the call, or a bug.
            refuse(context, GatewayErrors.of(e));
            return;
        }
        answer.onComplete(done -> answered(context, done));
    }

    private static void answered(RoutingContext context, AsyncResult<AdminAnswer> done) {
        if (done.failed()) {
            refuse(context, GatewayErrors.of(done.cause()));
        } else {
            AdminAnswer answer = done.result();
            send(context, answer.status(), answer.contentType(), answer.body());
        }
    }

    private static void refuse(RoutingContext context, GatewayError error) {
        AdminAnswer answer = error(error.status(), error.code().wireName(), error.message(), error.param());
        send(context, answer.status(), answer.contentType(), answer.body());
    }

    private static void error(RoutingContext context, int status, String code, String message) {
        AdminAnswer answer = error(status, code, message, null);
        send(context, status, answer.contentType(), answer.body());
    }

    /** The one shape of errors on the admin port. */
    private static AdminAnswer error(int status, String code, String message, @Nullable String param) {
        ObjectNode document = Shapes.object();
        ObjectNode error = document.putObject("error").put("code", code).put("message", message);
        if (param != null) {
            error.put("param", param);
        }
        return AdminAnswer.of(status, document);
    }

    private static void send(RoutingContext context, int status, String contentType, byte[] body) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", contentType)
                .putHeader("cache-control", "no-store")
                .end(Buffer.buffer(body));
    }
}
