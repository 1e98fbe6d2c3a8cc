package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.BillingNode;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;

/** A whole billing node tells a real endpoint of what its calls cross. */
class NoticesTest {
    private static final String WEBHOOKS = "webhooks: { url: \"%s/hooks\", allow_private: true, "
            + "secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, low_balance_usd: 0.9999 }\n";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedUpstream endpoint = new ScriptedUpstream(vertx).thenAnswer(200, "");
    private LiveBilling node;

    @BeforeEach
    void start() throws Exception {
        String webhooks = WEBHOOKS.formatted(endpoint.uri());
        node = new LiveBilling(folder, null, BillingNode.LOCAL, LiveBilling.KEYS, webhooks);
    }

    @AfterEach
    void stop() {
        node.close();
        LiveBilling.await(vertx.close());
    }

    private List<String> told() {
        return endpoint.seen().stream()
                .map(seen -> event(seen).path("type").asText())
                .toList();
    }

    private static JsonNode event(ScriptedUpstream.Seen seen) {
        try {
            return Json.mapper().readTree(seen.body());
        } catch (IOException e) {
            throw new AssertionError(seen.body(), e);
        }
    }

    private void callOf(String user) {
        Principal principal = node.authenticate("sk-gw-test-1");
        Admit some = node.admit(principal);
        node.ask(new Admit(
                some.callId(),
                principal,
                some.models(),
                some.inputTokensMax(),
                some.cacheWrites(),
                some.longCacheWrites(),
                some.maxOutputTokens(),
                some.modelMaxOutputTokens(),
                some.choices(),
                some.timeoutMillis(),
                user,
                List.of(),
                null,
                null));
        node.ask(LiveBilling.settle(principal, some.callId(), Usage.of(10, 100)));
    }

    private List<String> users() {
        return endpoint.seen().stream()
                .map(NoticesTest::event)
                .filter(event -> event.path("type").asText().equals("budget.reached"))
                .map(event -> event.path("data").path("user").asText() + " "
                        + event.path("data").path("percent").asInt())
                .toList();
    }

    @Test
    void budgetsOfUsersAreToldOnceAlsoAcrossARestart() throws Exception {
        node.close();
        String key =
                "[ { key: sk-gw-test-1, account: acme, budgets: [ { scope: user, window: lifetime, usd: 0.0005 } ] } ]";
        node = new LiveBilling(folder, null, BillingNode.LOCAL, key, WEBHOOKS.formatted(endpoint.uri()));
        callOf("alice");
        callOf("bob");
        callOf("alice");
        Awaitility.await().until(() -> users().contains("alice 80"));
        node.restart();
        callOf("bob");
        Awaitility.await().until(() -> users().contains("bob 80"));
        assertThat(users()).containsExactlyInAnyOrder("alice 80", "bob 80");
    }

    @Test
    void whatCallsCrossIsToldOnceAndAgainAfterMoneyCame() {
        Principal principal = node.authenticate("sk-gw-test-1");
        node.call(principal, 100);
        Awaitility.await().until(() -> told().contains("balance.low"));
        assertThat(event(endpoint.seen().getFirst())
                        .path("data")
                        .path("balance_usd")
                        .asText())
                .isEqualTo("0.99979");

        node.call(principal, 100);
        node.ask(LiveBilling.change("me", principal.keyId(), null, null, 650_000L, null));
        node.call(principal, 100);
        Awaitility.await().until(() -> told().contains("budget.reached"));
        assertThat(told()).containsOnlyOnce("balance.low");

        node.ask(new GrantCredits("me", "acme", 1_000_000_000, "more", null));
        node.ask(LiveBilling.change("me", principal.keyId(), null, null, -1L, null));
        Awaitility.await()
                .until(() -> node.ask(new ReadWebhooks("delivered", null, 9))
                                .events()
                                .size()
                        == told().size());
        assertThat(node.ask(new ReadWebhooks(null, null, 9)).events())
                .allMatch(event -> event.account().equals("acme"))
                .extracting(WebhookInfo::state)
                .containsOnly("delivered");
    }
}
