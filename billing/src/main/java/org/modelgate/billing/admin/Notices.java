package org.modelgate.billing.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.store.Crossings;
import org.modelgate.billing.store.Database;
import org.modelgate.billing.store.Outbox;
import org.modelgate.billing.store.Thresholds;
import org.modelgate.billing.store.TimeOrderedIds;
import org.modelgate.billing.webhook.WebhookConfig;
import org.modelgate.billing.webhook.WebhookSender;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.RetryWebhook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the operator's endpoint is told of, if there is one, and what operators see of that. */
final class Notices {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final Desk desk;
    private final Outbox outbox;
    private @Nullable Deliveries deliveries;
    private @Nullable Crossings crossings;
    private long timer = -1;

    Notices(Vertx vertx, Desk desk, Outbox outbox) {
        this.vertx = vertx;
        this.desk = desk;
        this.outbox = outbox;
    }

    void serve(BusEndpoint endpoint) {
        endpoint.serve(
                ReadWebhooks.class,
                ask -> desk.read(() -> outbox.page(ask.message())).map(Answer::of));
        endpoint.serve(
                RetryWebhook.class,
                ask -> desk.write(outbox.retry(ask.message())).map(Answer::of));
    }

    void start(
            Context context,
            Database database,
            WebhookConfig config,
            Thresholds thresholds,
            Touched touched,
            InstantSource clock) {
        RandomGenerator random = RandomGenerator.getDefault();
        Deliveries sending = new Deliveries(desk, outbox, new WebhookSender(vertx, context, config, clock), random);
        Crossings watching = new Crossings(database, thresholds, outbox, clock, new TimeOrderedIds(clock, random));
        Alerts alerts = new Alerts(desk, watching, touched, sending::look);
        deliveries = sending;
        crossings = watching;
        timer = vertx.setPeriodic(LOOK_MILLIS, tick -> {
            alerts.look();
            sending.look();
        });
    }

    /** To be called now and then. */
    void purge() {
        desk.write(outbox.purge())
                .onFailure(cause -> LOG.atWarn().setCause(cause).log("old events could not be forgotten"));
        Crossings watching = crossings;
        if (watching != null) {
            desk.write(watching.purge())
                    .onFailure(cause -> LOG.atWarn().setCause(cause).log("old crossings could not be forgotten"));
        }
    }

    Future<Void> close() {
        vertx.cancelTimer(timer);
        Deliveries sending = deliveries;
        return sending == null ? Future.succeededFuture() : sending.close();
    }
}
