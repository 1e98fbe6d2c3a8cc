package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.modelgate.billing.store.Outbox;
import org.modelgate.billing.store.Outbox.Claimed;
import org.modelgate.billing.store.SideWriter;
import org.modelgate.billing.webhook.WebhookSender;
import org.modelgate.billing.webhook.WebhookSender.Sent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events that are due, each at least once: what this node claimed and could not tell of is sent again when the claim has ended, by
 * any node. An endpoint that doesn't take an event is asked again with growing pauses, for a day and a half.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int AT_ONCE = 8;
    private static final int GONE = 410;
    private static final int JITTER_PART = 10;
    /** Longer than a try and its way to the database. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** Before the second try, the third and so on; there are no more then. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(8),
            Duration.ofHours(24));

    static final int ATTEMPTS_MAX = PAUSES.size() + 1;

    private final Desk desk;
    private final Outbox outbox;
    private final WebhookSender sender;
    private final RandomGenerator random;
    private boolean claiming;
    private int running;

    Deliveries(Desk desk, Outbox outbox, WebhookSender sender, RandomGenerator random) {
        this.desk = desk;
        this.outbox = outbox;
        this.sender = sender;
        this.random = random;
    }

    /** To be called every second or so, and when there is something new. */
    void look() {
        if (claiming || running >= AT_ONCE) {
            return;
        }
        claiming = true;
        desk.read(outbox::due)
                .compose(due -> due
                        ? desk.write(outbox.claim(AT_ONCE - running, LEASE, ATTEMPTS_MAX))
                        : Future.succeededFuture(List.of()))
                .onComplete(done -> {
                    claiming = false;
                    if (done.failed()) {
                        LOG.atWarn().setCause(done.cause()).log("events can't be looked for yet");
                    } else {
                        done.result().forEach(this::send);
                    }
                });
    }

    private void send(Claimed event) {
        running++;
        sender.send(event.id(), event.payload())
                .compose(sent -> desk.write(outcome(event, sent)))
                .onComplete(done -> {
                    running--;
                    if (done.failed()) {
                        LOG.atWarn()
                                .setCause(done.cause())
                                .addKeyValue("event", event.id())
                                .log("what came of an event could not be noted, it will be sent again");
                    } else {
                        look();
                    }
                });
    }

    private SideWriter.Change<Boolean> outcome(Claimed event, Sent sent) {
        String problem = sent.problem();
        if (problem == null) {
            return outbox.delivered(event, sent.status());
        }
        boolean last = event.attempt() >= ATTEMPTS_MAX || sent.status() == GONE;
        LOG.atWarn()
                .addKeyValue("event", event.id())
                .addKeyValue("attempt", event.attempt())
                .addKeyValue("problem", problem)
                .log(last ? "an event was given up" : "an event was not taken, it will be sent again");
        return last
                ? outbox.dead(event, sent.status(), problem)
                : outbox.failed(event, sent.status(), problem, pause(event));
    }

    private Duration pause(Claimed event) {
        Duration pause = PAUSES.get(event.attempt() - 1);
        return pause.plusMillis(random.nextLong(pause.toMillis() / JITTER_PART + 1));
    }

    Future<Void> close() {
        return sender.close();
    }
}
