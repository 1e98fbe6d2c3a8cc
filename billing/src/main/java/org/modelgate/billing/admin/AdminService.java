package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.store.AccountChanges;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.billing.store.KeyChanges;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ListKeys;
import org.modelgate.common.bus.messages.admin.ReadAccount;
import org.modelgate.common.bus.messages.admin.ReadAudit;
import org.modelgate.common.bus.messages.admin.ReadKey;
import org.modelgate.common.bus.messages.admin.ReadLedger;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadStatement;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.error.GatewayError;

/** Accounts, keys and reports for operators. Changes are in the database first, then in this node's ledger, then told to the others. */
final class AdminService {
    /** Reference of the credit that an account is made with. */
    private static final String CREATED = "created";

    private final BusEndpoint endpoint;
    private final Desk desk;
    private final AdminReader reader;
    private final Register register;
    private final Payments payments;
    private final Map<String, Limits> plans;
    private final KeyHash hash;
    private final AccountChanges accounts;
    private final KeyChanges keys;

    AdminService(
            BusEndpoint endpoint,
            Desk desk,
            AdminReader reader,
            Register register,
            Payments payments,
            Map<String, Limits> plans,
            KeyHash hash,
            AccountChanges accounts,
            KeyChanges keys) {
        this.endpoint = endpoint;
        this.desk = desk;
        this.reader = reader;
        this.register = register;
        this.payments = payments;
        this.plans = plans;
        this.hash = hash;
        this.accounts = accounts;
        this.keys = keys;
    }

    void serve() {
        answer(CreateAccount.class, this::create);
        answer(ChangeAccount.class, this::change);
        answer(CreateKey.class, this::create);
        answer(ChangeKey.class, ask -> desk.write(keys.change(ask)).compose(this::entered));
        answer(RevokeKey.class, ask -> desk.write(keys.revoke(ask)).compose(this::entered));
        answer(ListAccounts.class, ask -> desk.read(() -> reader.accounts(ask)));
        answer(ReadAccount.class, ask -> desk.read(() -> reader.account(ask.id())));
        answer(ListKeys.class, ask -> desk.read(() -> reader.keys(ask)));
        answer(ReadKey.class, ask -> desk.read(() -> reader.key(ask.id())));
        answer(ReadLedger.class, ask -> desk.read(() -> reader.ledger(ask.account(), ask.after(), ask.limit())));
        answer(
                ReadStatement.class,
                ask -> desk.read(() -> reader.statement(ask.account(), ask.fromMillis(), ask.toMillis())));
        answer(ReadUsage.class, ask -> desk.read(() -> reader.usage(ask)));
        answer(ReadRequests.class, ask -> desk.read(() -> reader.requests(ask)));
        answer(ReadAudit.class, ask -> desk.read(() -> reader.audit(ask.after(), ask.limit())));
    }

    private interface Answerer<Q, R> {
        Future<R> answer(Q ask);
    }

    private <Q extends Request<R>, R extends BusMessage> void answer(Class<Q> type, Answerer<Q, R> answerer) {
        endpoint.serve(type, (Delivery<Q> ask) -> answerer.answer(ask.message()).map(Answer::of));
    }

    private Future<AccountInfo> create(CreateAccount ask) {
        return plan(ask.plan())
                .compose(known -> desk.write(accounts.create(ask)))
                .compose(done -> register.account(done.org()).map(done.account()))
                .compose(account -> ask.creditsNano() == 0
                        ? Future.succeededFuture(account)
                        : payments.pay(ask.id(), ask.creditsNano(), CREATED, ask.actor())
                                .compose(paid -> desk.read(() -> reader.account(ask.id()))));
    }

    private Future<AccountInfo> change(ChangeAccount ask) {
        return plan(ask.plan())
                .compose(known -> desk.write(accounts.change(ask)))
                .compose(done -> register.account(done.org()).map(done.account()));
    }

    private Future<Void> plan(@Nullable String name) {
        return name == null || plans.containsKey(name)
                ? Future.succeededFuture()
                : Future.failedFuture(
                        GatewayError.invalid("plan", "there is no plan '" + name + "' in the configuration")
                                .asException());
    }

    private Future<KeyInfo> create(CreateKey ask) {
        return desk.write(keys.create(ask, hash.mac(ask.digest()))).compose(this::entered);
    }

    private Future<KeyInfo> entered(KeyChanges.Changed changed) {
        return register.key(changed.key()).map(changed.info());
    }
}
