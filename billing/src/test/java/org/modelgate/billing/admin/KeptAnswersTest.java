package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.answers.AnswerClaim;
import org.modelgate.common.bus.messages.answers.AnswerClaim.Verdict;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;
import org.modelgate.common.inference.Usage;

class KeptAnswersTest {
    private static final String BODY = "a".repeat(64);
    private static final String OTHER_BODY = "b".repeat(64);
    private static final Buffer ANSWER = Buffer.buffer("{\"text\":\"the secret answer\"}");
    private static final Map<String, String> HEADERS = Map.of("x-gateway-provider", "sim");

    @TempDir
    Path folder;

    private LiveBilling node;

    @Nullable String storage() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        node = new LiveBilling(folder, storage());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Answer<AnswerClaim> claim(String key, String body, UUID callId) {
        return node.ask(new ClaimAnswer("acme", key, body, callId), Buffer.buffer());
    }

    private Verdict verdict(String key, String body) {
        return claim(key, body, node.id()).message().verdict();
    }

    private void keep(String key, UUID callId, Buffer answer, boolean tooLarge) {
        node.ask(new KeepAnswer("acme", key, callId, 200, HEADERS, tooLarge), answer);
    }

    @Test
    void whatWasAnsweredIsAnsweredAgainAlsoByAnotherProcess() {
        UUID call = node.id();
        assertThat(claim("k", BODY, call).message()).isEqualTo(new AnswerClaim(Verdict.RUN, 0, Map.of(), call));
        keep("k", call, ANSWER, false);
        for (int i = 0; i < 2; i++) {
            Answer<AnswerClaim> again = claim("k", BODY, node.id());
            assertThat(again.message()).isEqualTo(new AnswerClaim(Verdict.REPLAY, 200, HEADERS, call));
            assertThat(again.payload()).isEqualTo(ANSWER);
            node.restart();
        }
    }

    @Test
    void ofManyAtOnceOneRuns() {
        List<Future<AnswerClaim>> claims = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            claims.add(node.send(new ClaimAnswer("acme", "k", BODY, node.id())));
        }
        LiveBilling.await(Future.all(claims));
        assertThat(claims.stream().filter(claim -> claim.result().verdict() == Verdict.RUN))
                .hasSize(1);
        assertThat(claims.stream().filter(claim -> claim.result().verdict() == Verdict.RUNNING))
                .hasSize(49);
    }

    @Test
    void aKeyForAnotherBodyIsRefusedAndForAnotherAccountIsAnotherKey() {
        UUID call = node.id();
        claim("k", BODY, call);
        assertThat(verdict("k", OTHER_BODY)).isEqualTo(Verdict.OTHER_REQUEST);
        keep("k", call, ANSWER, false);
        assertThat(verdict("k", OTHER_BODY)).isEqualTo(Verdict.OTHER_REQUEST);
        node.ask(new CreateAccount("admin", "globex", 0, null));
        assertThat(node.ask(new ClaimAnswer("globex", "k", BODY, node.id())).verdict())
                .isEqualTo(Verdict.RUN);
    }

    @Test
    void aKeyIsFreeAgainAfterADay() {
        UUID call = node.id();
        claim("k", BODY, call);
        keep("k", call, ANSWER, false);
        node.skip(Duration.ofHours(23));
        assertThat(verdict("k", BODY)).isEqualTo(Verdict.REPLAY);
        node.skip(Duration.ofHours(2));
        assertThat(verdict("k", OTHER_BODY)).isEqualTo(Verdict.RUN);
    }

    @Test
    void aCallThatFailedUnchargedFreesItsKey() {
        UUID call = node.id();
        claim("k", BODY, call);
        node.ask(new ReleaseAnswer("acme", "k", call));
        assertThat(verdict("k", OTHER_BODY)).isEqualTo(Verdict.RUN);
    }

    @Test
    void aCallThatWasChargedAndNotKeptNeverRunsAgain() {
        Principal principal = node.authenticate("sk-gw-test-1");
        UUID released = node.call(principal, 5);
        claim("failed late", BODY, released);
        node.ask(new ReleaseAnswer("acme", "failed late", released));
        assertThat(verdict("failed late", BODY)).isEqualTo(Verdict.LOST);

        UUID large = node.call(principal, 5);
        claim("large", BODY, large);
        keep("large", large, Buffer.buffer(), true);
        assertThat(verdict("large", BODY)).isEqualTo(Verdict.LOST);
    }

    @Test
    void aClaimOfAnEdgeThatDiedIsDecidedByTheLedger() {
        Principal principal = node.authenticate("sk-gw-test-1");
        Admit open = node.admit(principal);
        claim("open", BODY, open.callId());
        node.ask(open);
        UUID never = node.id();
        claim("never routed", BODY, never);
        UUID charged = node.call(principal, 5);
        claim("charged", BODY, charged);
        assertThat(verdict("charged", BODY)).isEqualTo(Verdict.RUNNING);

        node.skip(Duration.ofSeconds(61));
        assertThat(verdict("charged", BODY)).isEqualTo(Verdict.LOST);
        assertThat(verdict("never routed", BODY)).isEqualTo(Verdict.RUN);
        assertThat(verdict("open", BODY)).isEqualTo(Verdict.RUNNING);
        node.ask(LiveBilling.settle(principal, open.callId(), Usage.NONE));
    }

    @Test
    void whoLostItsKeyCannotKeepAnAnswerUnderIt() {
        UUID first = node.id();
        claim("k", BODY, first);
        node.ask(new ReleaseAnswer("acme", "k", first));
        UUID second = node.id();
        claim("k", BODY, second);
        keep("k", first, ANSWER, false);
        assertThat(verdict("k", BODY)).isEqualTo(Verdict.RUNNING);
    }

    @Test
    void neitherAnswerNorKeyStandsReadableInTheFile() throws Exception {
        UUID call = node.id();
        claim("a-client's-own-key", BODY, call);
        keep("a-client's-own-key", call, ANSWER, false);
        assumeTrue(storage() == null, "what is in a file can be read as one");
        for (String file : List.of("gateway.db", "gateway.db-wal")) {
            assertThat(new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1))
                    .doesNotContain("secret answer", "a-client's-own-key", "x-gateway-provider");
        }
    }
}
