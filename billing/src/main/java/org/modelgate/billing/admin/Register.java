package org.modelgate.billing.admin;

import io.vertx.core.Future;
import java.util.List;
import org.modelgate.billing.keys.KeyRing;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.billing.store.AdminReader;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's ledger true to what operators changed in the database: at once for changes made here and for those that another
 * node tells of, within two seconds for those that nobody told of. Edges are told of keys; what they remember lasts 30 s at most.
 */
final class Register {
    private static final Logger LOG = LoggerFactory.getLogger(Register.class);

    private final BusEndpoint endpoint;
    private final Desk desk;
    private final AdminReader reader;
    private final Ledger ledger;
    private final KeyRing keys;
    /** What was seen, and at the look before: a change is looked at twice, for a grant under way may overtake the first. */
    private AdminReader.Seen seen;

    private AdminReader.Seen seenBefore;
    private boolean looking;

    /** @param seen what the ledger knows */
    Register(BusEndpoint endpoint, Desk desk, AdminReader reader, Ledger ledger, KeyRing keys, AdminReader.Seen seen) {
        this.endpoint = endpoint;
        this.desk = desk;
        this.reader = reader;
        this.ledger = ledger;
        this.keys = keys;
        this.seen = seen;
        this.seenBefore = seen;
    }

    /** Reads an account again; complete when the ledger knows it. */
    Future<Void> account(long org) {
        return desk.read(() -> reader.org(org)).map(row -> {
            row.ifPresent(ledger::enter);
            tell(Role.BILLING, new KeysChanged(List.of()));
            return null;
        });
    }

    /** Reads a key again; complete when this node knows it, and the others are told. */
    Future<Void> key(long number) {
        return desk.read(() -> reader.keyRow(number)).map(row -> {
            row.ifPresent(this::enter);
            KeysChanged news = changed(List.of(number));
            tell(Role.BILLING, news);
            tell(Role.EDGE, news);
            return null;
        });
    }

    private static KeysChanged changed(List<Long> numbers) {
        return new KeysChanged(numbers.stream().map(number -> "key_" + number).toList());
    }

    private void enter(Recovered.Key key) {
        keys.put(key);
        ledger.enter(key);
    }

    private void tell(Role role, BusMessage news) {
        for (String address : endpoint.directory().all(role)) {
            if (!address.equals(endpoint.address())) {
                endpoint.send(address, news)
                        .onFailure(gone -> LOG.atDebug()
                                .addKeyValue("to", address)
                                .log("could not be told of a change, it will find out"));
            }
        }
    }

    /** Looks for changes of other nodes; to be called every few seconds, and when one tells. */
    void look() {
        if (looking) {
            return;
        }
        looking = true;
        AdminReader.Seen from = seenBefore;
        desk.read(() -> reader.since(from)).onComplete(done -> {
            looking = false;
            if (done.failed()) {
                LOG.atWarn().setCause(done.cause()).log("can't look for operators' changes");
                return;
            }
            AdminReader.News news = done.result();
            news.orgs().forEach(ledger::enter);
            news.keys().forEach(this::enter);
            if (!news.keys().isEmpty()) {
                tell(
                        Role.EDGE,
                        changed(news.keys().stream().map(Recovered.Key::id).toList()));
            }
            seenBefore = seen;
            seen = news.seen();
        });
    }
}
