package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.BillingConfig;
import org.modelgate.billing.BillingNode;
import org.modelgate.billing.BillingVerticle;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.billing.ledger.LedgerSettings;
import org.modelgate.common.bus.Bus;
import org.modelgate.common.bus.BusOptions;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.postgres.PostgresServer;

/** Nodes on one PostgreSQL whose buses are not connected, so that every broadcast between them is lost. */
class SeveralNodesTest {
    private static final KeyLimits FREE = new KeyLimits(-1, -1, -1, -1, List.of("*"));

    @TempDir
    Path folder;

    private final String url = PostgresServer.shared().createDatabase();
    private LiveBilling here;
    private LiveBilling there;

    @BeforeEach
    void start() throws Exception {
        here = new LiveBilling(folder, url, new BillingNode("here", "r"), LiveBilling.KEYS, "");
        there = new LiveBilling(folder, url, new BillingNode("there", "r"), LiveBilling.KEYS, "");
    }

    @AfterEach
    void stop() throws Exception {
        there.close();
        List<String> faults = here.audit();
        here.close();
        assertThat(faults).isEmpty();
    }

    private static Principal known(LiveBilling node, String key) {
        return Awaitility.await()
                .ignoreExceptionsInstanceOf(GatewayException.class)
                .until(() -> node.authenticate(key), p -> true);
    }

    private static void unknown(LiveBilling node, String key) {
        Awaitility.await()
                .untilAsserted(() -> assertThatThrownBy(() -> node.authenticate(key))
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                e -> assertThat(e.error().code()).isEqualTo(ErrorCode.INVALID_API_KEY)));
    }

    @Test
    void whatOneMadeTheOtherKnowsAndWhatOneRevokedTheOtherRefusesAndTellsItsEdges() throws Exception {
        here.ask(new CreateAccount("me", "globex", 500_000_000, null));
        KeyInfo key = here.ask(
                new CreateKey("me", "globex", "ci", KeyHash.digest("sk-gw-new"), "last", true, null, FREE, List.of()));
        Principal principal = known(there, "sk-gw-new");
        assertThat(principal).isEqualTo(new Principal("globex", key.id()));
        there.call(principal, 20);

        assertThat(here.changedKey()).isEqualTo(key.id());

        there.ask(new RevokeKey("me", key.id()));
        unknown(here, "sk-gw-new");
        assertThat(here.changedKey()).isEqualTo(key.id());
    }

    @Test
    void whatIsInTheConfigurationOfANodeThatStartsLaterIsKnownToTheOthers() throws Exception {
        there.close();
        String keys = "[ { key: sk-gw-test-1, account: acme }, { key: sk-gw-later, account: acme } ]";
        there = new LiveBilling(folder, url, new BillingNode("there", "r"), keys, "");
        here.call(known(here, "sk-gw-later"), 3);
    }

    @Test
    void aNodeWithAnotherPepperIsRefusedByTheNameOfTheKey() {
        BillingConfig other = BillingConfig.read(
                ConfigFile.read(
                                "storage: { url: \"" + url + "\", pepper: another-pepper-of-this-test-0123456789 }",
                                name -> Optional.empty())
                        .root(),
                LocalDate.EPOCH);
        Vertx vertx = Vertx.vertx();
        Bus bus = Bus.create(vertx, BusOptions.defaults(), System::nanoTime);
        assertThatThrownBy(() -> LiveBilling.await(vertx.deployVerticle(new BillingVerticle(
                        other,
                        new BillingNode("other", "r"),
                        bus,
                        InstantSource.system(),
                        System::nanoTime,
                        LedgerSettings.DEFAULT))))
                .hasMessageContaining("storage.pepper");
        LiveBilling.await(vertx.close());
    }
}
