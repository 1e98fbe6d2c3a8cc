package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.billing.store.KeyChanges;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;

/**
 * Who calls with a token: the key named {@code oidc} of the account that the token names, made when the first one comes. An operator
 * may limit, disable or revoke it like any other.
 */
final class TokenKeys {
    private static final long CACHE_MILLIS = 30_000;

    private final BusEndpoint endpoint;
    private final Desk desk;
    private final AdminReader reader;
    private final Register register;
    private final Ledger ledger;
    private final KeyHash hash;
    private final KeyChanges keys;
    private final BiFunction<String, Recovered.Key, List<List<String>>> regions;
    /** As many as accounts at most. */
    private final Map<String, Recovered.Key> known = new HashMap<>();

    /** @param regions where calls of an account with a key may be computed */
    TokenKeys(
            BusEndpoint endpoint,
            Desk desk,
            AdminReader reader,
            Register register,
            Ledger ledger,
            KeyHash hash,
            KeyChanges keys,
            BiFunction<String, Recovered.Key, List<List<String>>> regions) {
        this.endpoint = endpoint;
        this.desk = desk;
        this.reader = reader;
        this.register = register;
        this.ledger = ledger;
        this.hash = hash;
        this.keys = keys;
        this.regions = regions;
    }

    void serve() {
        endpoint.serve(
                AuthenticateAccount.class,
                ask -> find(ask.message().account())
                        .compose(key -> answer(ask.message().account(), key)));
    }

    private Future<Recovered.Key> find(String account) {
        Recovered.Key key = known.get(account);
        if (key != null) {
            return Future.succeededFuture(key);
        }
        if (!ledger.hasAccount(account)) {
            return Future.failedFuture(refusal("the token's account does not exist"));
        }
        return desk.write(keys.tokenKey(account, hash.mac("oidc:" + account)))
                .compose(changed ->
                        register.key(changed.key()).compose(done -> desk.read(() -> reader.keyRow(changed.key()))))
                .compose(row -> remember(account, row));
    }

    private Future<Recovered.Key> remember(String account, Optional<Recovered.Key> row) {
        row.ifPresent(key -> known.put(account, key));
        return row.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(refusal("the token's account has no key")));
    }

    private Future<Answer<Authenticated>> answer(String account, Recovered.Key key) {
        return ledger.usable(key)
                ? Future.succeededFuture(Answer.of(new Authenticated(
                        new Principal(account, key.name(), regions.apply(account, key), ledger.watches(key)),
                        CACHE_MILLIS)))
                : Future.failedFuture(refusal("tokens may not use this account"));
    }

    private static RuntimeException refusal(String message) {
        return GatewayError.of(Fault.ACCOUNT, ErrorCode.FORBIDDEN, message).asException();
    }
}
