package org.modelgate.billing.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Consumer;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.Paid;
import org.modelgate.billing.ledger.Reply;
import org.modelgate.billing.store.AccountChanges;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.billing.store.Promos;
import org.modelgate.billing.store.Refunds;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.CreditsGranted;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.bus.messages.admin.Refunded;
import org.modelgate.common.error.GatewayError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Money that operators pay in and give back. It moves through the ledger's own writer, whose references make each payment happen
 * once; what a crash left half done is done at the next start.
 */
final class Payments {
    private static final Logger LOG = LoggerFactory.getLogger(Payments.class);
    private static final String GRANT = "grant:";
    private static final String EXPIRY_ACTOR = "expiry";

    private final BusEndpoint endpoint;
    private final Desk desk;
    private final AdminReader reader;
    private final Ledger ledger;
    private final AccountChanges accounts;
    private final Refunds refunds;
    private final Promos promos;
    private boolean expiring;

    Payments(
            BusEndpoint endpoint,
            Desk desk,
            AdminReader reader,
            Ledger ledger,
            AccountChanges accounts,
            Refunds refunds,
            Promos promos) {
        this.endpoint = endpoint;
        this.desk = desk;
        this.reader = reader;
        this.ledger = ledger;
        this.accounts = accounts;
        this.refunds = refunds;
        this.promos = promos;
    }

    void serve() {
        endpoint.serve(GrantCredits.class, ask -> grant(ask.message()).map(Answer::of));
        endpoint.serve(RefundCall.class, ask -> refund(ask.message()).map(Answer::of));
        desk.read(reader::unpaidRefunds).onSuccess(this::repeat);
    }

    private Future<CreditsGranted> grant(GrantCredits ask) {
        return desk.read(() -> reader.account(ask.account())).compose(before -> {
            Future<?> noted = ask.expiresMillis() == null ? Future.succeededFuture() : desk.write(promos.note(ask));
            return noted.compose(done -> pay(ask.account(), ask.nano(), GRANT + ask.reference(), ask.actor()))
                    .compose(paid -> granted(ask, before, paid));
        });
    }

    private Future<CreditsGranted> granted(GrantCredits ask, AccountInfo before, Paid paid) {
        return paid.repeated()
                ? Future.succeededFuture(new CreditsGranted(before, true))
                : desk.write(accounts.granted(ask, before.balanceNano()))
                        .map(done -> new CreditsGranted(done.account(), false));
    }

    Future<Paid> pay(String account, long nano, String reference, String actor) {
        return answered(reply -> ledger.topUp(account, nano, reference, actor, reply));
    }

    private static Future<Paid> answered(Consumer<Reply<Paid>> ask) {
        Promise<Paid> promise = Promise.promise();
        ask.accept(new Reply<>() {
            @Override
            public void ok(Paid answer) {
                promise.complete(answer);
            }

            @Override
            public void failed(GatewayError error) {
                promise.fail(error.asException());
            }
        });
        return promise.future();
    }

    private Future<Refunded> refund(RefundCall ask) {
        return desk.write(refunds.refund(ask))
                .compose(right -> pay(right.account(), right.nano(), right.transfer(), ask.actor())
                        .map(paid -> new Refunded(
                                right.callId(),
                                right.account(),
                                right.nano(),
                                right.totalNano(),
                                right.chargedNano(),
                                right.repeated())));
    }

    private void repeat(List<Refunds.Right> unpaid) {
        for (Refunds.Right right : unpaid) {
            LOG.atWarn()
                    .addKeyValue("call", right.callId())
                    .addKeyValue("nano", right.nano())
                    .log("a refund that a crash interrupted is paid now");
            ledger.topUp(right.account(), right.nano(), right.transfer(), "recovery");
        }
    }

    /** Takes back what is left of expired payments; to be called now and then. */
    void expire() {
        if (expiring) {
            return;
        }
        expiring = true;
        desk.write(promos.due())
                .compose(due -> Future.join(due.stream().map(this::takeBack).toList()))
                .onComplete(done -> {
                    expiring = false;
                    if (done.failed()) {
                        LOG.atWarn().setCause(done.cause()).log("expired credit could not be taken back yet");
                    }
                });
    }

    private Future<Paid> takeBack(Promos.Due due) {
        return answered(reply -> ledger.takeBack(due.account(), due.restNano(), due.transfer(), EXPIRY_ACTOR, reply));
    }
}
