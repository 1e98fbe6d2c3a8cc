package org.modelgate.billing.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.AuditPage;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.CreditsGranted;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ListKeys;
import org.modelgate.common.bus.messages.admin.ReadAccount;
import org.modelgate.common.bus.messages.admin.ReadAudit;
import org.modelgate.common.bus.messages.admin.ReadLedger;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadStatement;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.bus.messages.admin.Refunded;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.bus.messages.admin.Statement;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.bus.messages.admin.UsageReport;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.Usage;

class AdministrationTest {
    private static final String ACTOR = "admin@test";
    private static final KeyLimits FREE =
            new KeyLimits(KeyLimits.NONE, KeyLimits.NONE, KeyLimits.NONE, KeyLimits.NONE, List.of("*"));

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
    void stop() throws Exception {
        List<String> faults = node.audit();
        node.close();
        assertThat(faults).isEmpty();
    }

    private static void refused(ErrorCode code, int status, ThrowingCallable ask) {
        assertThatThrownBy(ask).isInstanceOfSatisfying(GatewayException.class, e -> {
            assertThat(e.error().code()).isEqualTo(code);
            assertThat(e.error().status()).isEqualTo(status);
        });
    }

    private KeyInfo createKey(String account, String key) {
        return node.ask(new CreateKey(ACTOR, account, "ci", KeyHash.digest(key), "last", true, null, FREE, List.of()));
    }

    @Test
    void aNewAccountWithANewKeyCallsAtOnce() {
        AccountInfo made = node.ask(new CreateAccount(ACTOR, "globex", 5_000_000, "pro"));
        KeyInfo key = createKey("globex", "sk-gw-new");
        Principal principal = node.authenticate("sk-gw-new");
        node.call(principal, 20);

        assertThat(made.balanceNano()).isEqualTo(5_000_000);
        assertThat(principal).isEqualTo(new Principal("globex", key.id()));
        assertThat(node.ask(new ReadAccount("globex")))
                .isEqualTo(new AccountInfo("globex", "pro", 4_950_000, 0, 50_000, made.createdMillis()));
        node.restart();
        assertThat(node.authenticate("sk-gw-new")).isEqualTo(principal);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        refused(ErrorCode.INVALID_REQUEST, 409, () -> node.ask(new CreateAccount(ACTOR, "acme", 0, null)));
        refused(ErrorCode.INVALID_REQUEST, 400, () -> node.ask(new CreateAccount(ACTOR, "new", 0, "none")));
        refused(ErrorCode.INVALID_REQUEST, 400, () -> node.ask(new ChangeAccount(ACTOR, "acme", "none")));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new ReadAccount("nobody")));
        refused(ErrorCode.NOT_FOUND, 404, () -> createKey("nobody", "sk-gw-x"));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new RevokeKey(ACTOR, "key_77")));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new RevokeKey(ACTOR, "1")));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new GrantCredits(ACTOR, "nobody", 1, "r", null)));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new ReadLedger("nobody", null, 10)));
        refused(ErrorCode.INVALID_REQUEST, 400, () -> node.ask(new ReadLedger("acme", "rubbish", 10)));
        refused(ErrorCode.NOT_FOUND, 404, () -> node.ask(new RefundCall(ACTOR, node.id(), null, "r", "")));
        assertThat(node.ask(new ReadAudit(null, 10)).entries()).isEmpty();
    }

    @Test
    void oneReferencePaysInOnceEvenWhenAskedForInParallel() {
        List<Future<CreditsGranted>> grants = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            grants.add(node.send(new GrantCredits(ACTOR, "acme", 1_000, "invoice-7", null)));
        }
        LiveBilling.await(Future.all(grants));

        assertThat(grants.stream().filter(grant -> !grant.result().repeated())).hasSize(1);
        assertThat(node.ask(new ReadCredits("acme")).balanceNano()).isEqualTo(1_000_001_000);
        assertThat(node.ask(new ReadAccount("acme")).balanceNano()).isEqualTo(1_000_001_000);
        node.restart();
        assertThat(node.ask(new GrantCredits(ACTOR, "acme", 9_000, "invoice-7", null))
                        .repeated())
                .isTrue();
        assertThat(node.ask(new GrantCredits(ACTOR, "acme", 9_000, "invoice-8", null))
                        .account()
                        .balanceNano())
                .isEqualTo(1_000_010_000);
    }

    @Test
    void creditServesAnEmptyAccountAtOnce() {
        node.ask(new CreateAccount(ACTOR, "poor", 0, null));
        createKey("poor", "sk-gw-poor");
        Principal principal = node.authenticate("sk-gw-poor");
        refused(ErrorCode.INSUFFICIENT_CREDITS, 402, () -> node.ask(node.admit(principal)));
        node.ask(new GrantCredits(ACTOR, "poor", 10_000_000, "r", null));
        node.call(principal, 5);
    }

    @Test
    void theLedgerTellsEveryCentNewestFirstAndPageByPage() {
        Principal principal = node.authenticate("sk-gw-test-1");
        UUID call = node.call(principal, 20);
        node.ask(new GrantCredits(ACTOR, "acme", 7_000, "invoice-1", null));
        node.ask(new RefundCall(ACTOR, call, 1_000L, "case-1", "sorry"));
        node.call(principal, 30);

        LedgerPage all = node.ask(new ReadLedger("acme", null, 50));
        assertThat(all.entries())
                .extracting(LedgerPage.Entry::kind)
                .containsExactly("charge", "refund", "credit", "charge", "credit");
        assertThat(all.entries())
                .extracting(LedgerPage.Entry::nano)
                .containsExactly(-70_000L, 1_000L, 7_000L, -50_000L, 1_000_000_000L);
        assertThat(all.entries().get(2).reference()).isEqualTo("invoice-1");
        assertThat(all.entries().get(2).actor()).isEqualTo(ACTOR);
        assertThat(all.entries().get(3).reference())
                .isEqualTo("req_" + call.toString().replace("-", ""));
        assertThat(all.next()).isNull();
        List<LedgerPage.Entry> paged = new ArrayList<>();
        String after = null;
        do {
            LedgerPage page = node.ask(new ReadLedger("acme", after, 2));
            paged.addAll(page.entries());
            after = page.next();
        } while (after != null);
        assertThat(paged).isEqualTo(all.entries());
        assertThat(all.entries().stream().mapToLong(LedgerPage.Entry::nano).sum())
                .isEqualTo(node.ask(new ReadAccount("acme")).balanceNano());
    }

    @Test
    void refundsNeverExceedTheChargeHoweverManyRace() {
        UUID call = node.call(node.authenticate("sk-gw-test-1"), 20);
        List<Future<Refunded>> refunds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            refunds.add(node.send(new RefundCall(ACTOR, call, 20_000L, "case-" + i, "")));
        }
        LiveBilling.await(Future.join(refunds).otherwiseEmpty());

        assertThat(refunds.stream().filter(Future::succeeded)).hasSize(2);
        assertThat(node.ask(new ReadCredits("acme")).balanceNano()).isEqualTo(1_000_000_000 - 50_000 + 40_000);
        assertThat(node.ask(new RefundCall(ACTOR, call, null, "rest", "")).totalNano())
                .isEqualTo(50_000);
        refused(ErrorCode.INVALID_REQUEST, 400, () -> node.ask(new RefundCall(ACTOR, call, null, "more", "")));
        Refunded again = node.ask(new RefundCall(ACTOR, call, null, "rest", ""));
        assertThat(again.repeated()).isTrue();
        assertThat(again.nano()).isEqualTo(10_000);
        assertThat(node.ask(new ReadAccount("acme")).balanceNano()).isEqualTo(1_000_000_000);
    }

    @Test
    void aRevokedKeyIsRefusedAtOnceAndForGood() throws Exception {
        KeyInfo key = createKey("acme", "sk-gw-gone");
        node.authenticate("sk-gw-gone");
        assertThat(node.changedKey()).isEqualTo(key.id());
        KeyInfo revoked = node.ask(new RevokeKey(ACTOR, key.id()));

        assertThat(revoked.revokedMillis()).isNotNull();
        assertThat(node.changedKey()).isEqualTo(key.id());
        refused(ErrorCode.INVALID_API_KEY, 401, () -> node.authenticate("sk-gw-gone"));
        refused(ErrorCode.INVALID_REQUEST, 409, () -> node.ask(change(key.id(), true, null)));
        node.restart();
        refused(ErrorCode.INVALID_API_KEY, 401, () -> node.authenticate("sk-gw-gone"));
    }

    @Test
    void aRevokedKeyOfTheConfigurationStaysRevokedAfterARestart() {
        String id = node.authenticate("sk-gw-test-1").keyId();
        node.ask(new RevokeKey(ACTOR, id));
        node.restart();
        refused(ErrorCode.INVALID_API_KEY, 401, () -> node.authenticate("sk-gw-test-1"));
    }

    private static ChangeKey change(String id, Boolean enabled, Long requestsPerMinute) {
        return LiveBilling.change(ACTOR, id, enabled, requestsPerMinute, null, null);
    }

    @Test
    void aChangedKeyHasItsNewLimitsFromTheNextCallOn() {
        KeyInfo key = createKey("acme", "sk-gw-limited");
        Principal principal = node.authenticate("sk-gw-limited");
        node.call(principal, 1);
        KeyInfo limited = node.ask(change(key.id(), null, 1L));
        assertThat(limited.limits().requestsPerMinute()).isEqualTo(1);
        assertThat(limited.spentNano()).isEqualTo(12_000);
        node.call(principal, 1);
        refused(ErrorCode.RATE_LIMIT_EXCEEDED, 429, () -> node.ask(node.admit(principal)));
        node.ask(change(key.id(), null, KeyLimits.NONE));
        node.call(principal, 1);
        node.ask(change(key.id(), false, null));
        refused(ErrorCode.INVALID_API_KEY, 401, () -> node.authenticate("sk-gw-limited"));
        node.ask(change(key.id(), true, null));
        node.authenticate("sk-gw-limited");
    }

    @Test
    void anAccountWithAnotherPlanHasItsLimitsFromTheNextCallOn() {
        Principal principal = node.authenticate("sk-gw-test-1");
        node.ask(new ChangeAccount(ACTOR, "acme", "one"));
        node.call(principal, 1);
        refused(ErrorCode.RATE_LIMIT_EXCEEDED, 429, () -> node.ask(node.admit(principal)));
        assertThat(node.ask(new ChangeAccount(ACTOR, "acme", null)).plan()).isNull();
        node.call(principal, 1);
    }

    @Test
    void anAccountOnCreditOwesAsMuchAsItsPlanAllowsAndPaysItBack() {
        node.ask(new CreateAccount(ACTOR, "owing", 0, "credit"));
        createKey("owing", "sk-gw-owing");
        Principal principal = node.authenticate("sk-gw-owing");
        for (int i = 0; i < 4; i++) {
            node.call(principal, 100);
        }
        refused(ErrorCode.INSUFFICIENT_CREDITS, 402, () -> node.ask(node.admit(principal)));

        assertThat(node.ask(new ReadCredits("owing"))).isEqualTo(new Credits(-840_000, 0, 840_000, 1_000_000));
        long now = node.clock().millis();
        assertThat(node.ask(new ReadStatement("owing", now - 60_000, now + 60_000))
                        .closingNano())
                .isEqualTo(-840_000);
        node.ask(new GrantCredits(ACTOR, "owing", 1_000_000, "paid", null));
        node.call(principal, 100);
        assertThat(node.ask(new ChangeAccount(ACTOR, "owing", null)))
                .extracting(AccountInfo::balanceNano, AccountInfo::overdraftNano)
                .containsExactly(-50_000L, 0L);
        refused(ErrorCode.INSUFFICIENT_CREDITS, 402, () -> node.ask(node.admit(principal)));
    }

    @Test
    void listsArePagedWithoutGapsAndRepeats() {
        for (String id : List.of("b", "a", "c")) {
            node.ask(new CreateAccount(ACTOR, id, 0, null));
            createKey(id, "sk-gw-" + id);
        }
        List<String> accounts = new ArrayList<>();
        String after = null;
        do {
            var page = node.ask(new ListAccounts(after, 2));
            page.accounts().forEach(account -> accounts.add(account.id()));
            after = page.next();
        } while (after != null);
        assertThat(accounts).containsExactly("a", "acme", "b", "c");
        assertThat(node.ask(new ListKeys("b", null, 10)).keys())
                .extracting(KeyInfo::account)
                .containsExactly("b");
        assertThat(node.ask(new ListKeys(null, "key_1", 10)).keys()).hasSize(3);
    }

    @Test
    void usageAndRequestsAddUpToTheCharges() {
        node.ask(new CreateAccount(ACTOR, "globex", 1_000_000_000, null));
        createKey("globex", "sk-gw-globex");
        Principal acme = node.authenticate("sk-gw-test-1");
        UUID first = node.call(acme, 20);
        node.call(acme, 30);
        node.call(node.authenticate("sk-gw-globex"), 40);
        long now = node.clock().millis();
        long from = now - 60_000;

        UsageReport by = node.ask(
                new ReadUsage(from, now + 60_000, List.of(UsageDimension.ACCOUNT, UsageDimension.MODEL), null, 100));
        assertThat(by.rows())
                .containsExactly(
                        new UsageReport.Row(List.of("acme", "m"), 2, Usage.of(20, 50), 120_000),
                        new UsageReport.Row(List.of("globex", "m"), 1, Usage.of(10, 40), 90_000));
        assertThat(node.ask(new ReadUsage(from, now + 60_000, List.of(), "acme", 10))
                        .rows())
                .containsExactly(new UsageReport.Row(List.of(), 2, Usage.of(20, 50), 120_000));
        UsageReport all = node.ask(new ReadUsage(from, now + 60_000, List.of(UsageDimension.values()), null, 1));
        assertThat(all.complete()).isFalse();
        assertThat(all.rows().getFirst().group()).startsWith("acme", acme.keyId(), "m", "sim");
        assertThat(node.ask(new ReadUsage(0, from, List.of(UsageDimension.DAY), null, 10))
                        .rows())
                .isEmpty();

        RequestPage page =
                node.ask(new ReadRequests(from, now + 60_000, "acme", acme.keyId(), "m", "sim", "completed", null, 1));
        RequestPage rest =
                node.ask(new ReadRequests(from, now + 60_000, "acme", null, null, null, null, page.next(), 10));
        assertThat(page.requests().getFirst().call().chargedNano()).isEqualTo(70_000);
        assertThat(rest.requests()).singleElement().satisfies(row -> {
            assertThat(row.call().callId()).isEqualTo(first);
            assertThat(row.account()).isEqualTo("acme");
        });
        assertThat(node.ask(new ReadRequests(from, now + 60_000, null, null, null, null, "failed", null, 10))
                        .requests())
                .isEmpty();
    }

    private UUID callOf(Principal principal, String user, String session) {
        Admit admit = node.admit(principal);
        node.ask(admit);
        Settle plain = LiveBilling.settle(principal, admit.callId(), Usage.of(10, 20));
        node.ask(new Settle(
                plain.callId(),
                principal,
                plain.model(),
                plain.usage(),
                plain.source(),
                plain.provider(),
                plain.providerModel(),
                plain.outcome(),
                plain.attempts(),
                20,
                5,
                user,
                session));
        return admit.callId();
    }

    @Test
    void usageIsGroupedByTheUsersAndSessionsThatAreAnAccountsOwn() {
        node.ask(new CreateAccount(ACTOR, "globex", 1_000_000_000, null));
        createKey("globex", "sk-gw-globex");
        Principal acme = node.authenticate("sk-gw-test-1");
        Principal globex = node.authenticate("sk-gw-globex");
        callOf(acme, "alice", "s1");
        callOf(acme, "alice", "s2");
        callOf(globex, "alice", "s1");
        node.call(acme, 5);
        long now = node.clock().millis();

        assertThat(node.ask(new ReadUsage(now - 60_000, now + 60_000, List.of(UsageDimension.USER), null, 100))
                        .rows())
                .extracting(row -> row.group().getFirst(), UsageReport.Row::requests)
                .containsExactlyInAnyOrder(tuple("acme/alice", 2L), tuple("globex/alice", 1L), tuple("", 1L));
        assertThat(node.ask(new ReadUsage(
                                now - 60_000,
                                now + 60_000,
                                List.of(UsageDimension.SESSION, UsageDimension.USER),
                                "acme",
                                100))
                        .rows())
                .extracting(UsageReport.Row::group)
                .containsExactlyInAnyOrder(List.of("s1", "alice"), List.of("s2", "alice"), List.of("", ""));
        assertThat(node.ask(new ReadRequests(now - 60_000, now + 60_000, "globex", null, null, null, null, null, 10))
                        .requests())
                .extracting(RequestPage.Row::user, RequestPage.Row::session)
                .containsExactly(tuple("alice", "s1"));
    }

    @Test
    void aStatementsSumsAreTheAccountsMoney() {
        UUID call = node.call(node.authenticate("sk-gw-test-1"), 20);
        node.ask(new GrantCredits(ACTOR, "acme", 7_000, "invoice-1", null));
        node.ask(new RefundCall(ACTOR, call, 1_000L, "case-1", ""));
        long now = node.clock().millis();
        Statement statement = node.ask(new ReadStatement("acme", now - 60_000, now + 60_000));

        assertThat(statement.openingNano()).isZero();
        assertThat(statement.creditedNano()).isEqualTo(1_000_007_000);
        assertThat(statement.refundedNano()).isEqualTo(1_000);
        assertThat(statement.chargedNano()).isEqualTo(50_000);
        assertThat(statement.closingNano())
                .isEqualTo(node.ask(new ReadAccount("acme")).balanceNano());
        assertThat(statement.models()).containsExactly(new Statement.Line("m", 1, 50_000));
        Statement later = node.ask(new ReadStatement("acme", now + 60_000, now + 120_000));
        assertThat(later.openingNano()).isEqualTo(statement.closingNano());
        assertThat(later.closingNano()).isEqualTo(statement.closingNano());
    }

    @Test
    void statementsOfAdjacentPeriodsAddUpToTheEntriesAndTheBalance() {
        Principal principal = node.authenticate("sk-gw-test-1");
        SplittableRandom random = new SplittableRandom(17);
        List<Long> bounds = new ArrayList<>(List.of(node.clock().millis() - 60_000));
        for (int period = 0; period < 4; period++) {
            UUID last = node.call(principal, 7);
            for (int i = 0; i < 8; i++) {
                String reference = period + "-" + i;
                switch (random.nextInt(3)) {
                    case 0 -> node.ask(new GrantCredits(ACTOR, "acme", random.nextLong(1, 99_999), reference, null));
                    case 1 -> last = node.call(principal, random.nextLong(100));
                    default -> node.ask(new RefundCall(ACTOR, last, random.nextLong(1, 1_000), reference, ""));
                }
            }
            node.skip(Duration.ofHours(2));
            bounds.add(node.clock().millis() - Duration.ofHours(1).toMillis());
        }
        List<LedgerPage.Entry> entries =
                node.ask(new ReadLedger("acme", null, 500)).entries();
        long closing = 0;
        for (int i = 1; i < bounds.size(); i++) {
            long from = bounds.get(i - 1);
            long to = bounds.get(i);
            Statement statement = node.ask(new ReadStatement("acme", from, to));
            List<LedgerPage.Entry> within = entries.stream()
                    .filter(entry -> entry.atMillis() >= from && entry.atMillis() < to)
                    .toList();
            assertThat(within).hasSizeGreaterThan(3);
            assertThat(statement.openingNano()).isEqualTo(closing);
            closing = statement.closingNano();
            assertThat(closing - statement.openingNano()).isEqualTo(sum(within, ""));
            assertThat(statement.creditedNano()).isEqualTo(sum(within, "credit"));
            assertThat(statement.refundedNano()).isEqualTo(sum(within, "refund"));
            assertThat(statement.chargedNano()).isEqualTo(-sum(within, "charge"));
            assertThat(statement.models().stream()
                            .mapToLong(Statement.Line::chargedNano)
                            .sum())
                    .isEqualTo(statement.chargedNano());
        }
        assertThat(closing).isEqualTo(node.ask(new ReadAccount("acme")).balanceNano());
    }

    private static long sum(List<LedgerPage.Entry> entries, String kind) {
        return entries.stream()
                .filter(entry -> kind.isEmpty() || entry.kind().equals(kind))
                .mapToLong(LedgerPage.Entry::nano)
                .sum();
    }

    @Test
    void everyChangeIsInTheAuditTrailWithBeforeAndAfterAndNoSecret() throws Exception {
        String secret = "sk-gw-very-secret-key";
        node.ask(new CreateAccount(ACTOR, "globex", 0, null));
        KeyInfo key = createKey("globex", secret);
        node.ask(change(key.id(), null, 5L));
        node.ask(new GrantCredits(ACTOR, "globex", 100_000, "invoice-1", null));
        node.ask(new RevokeKey(ACTOR, key.id()));
        AuditPage page = node.ask(new ReadAudit(null, 50));

        assertThat(page.entries())
                .extracting(AuditPage.Entry::action)
                .containsExactly("key.revoke", "credits.grant", "key.change", "key.create", "account.create");
        assertThat(page.entries()).allSatisfy(entry -> assertThat(entry.actor()).isEqualTo(ACTOR));
        AuditPage.Entry changed = page.entries().get(2);
        assertThat(changed.before()).contains("\"requestsPerMinute\":-1");
        assertThat(changed.after()).contains("\"requestsPerMinute\":5");
        assertThat(page.entries().getLast().before()).isNull();
        assumeTrue(storage() == null, "what is in a file can be read as one");
        for (String file : List.of("gateway.db", "gateway.db-wal")) {
            assertThat(new String(Files.readAllBytes(folder.resolve(file)), StandardCharsets.ISO_8859_1))
                    .doesNotContain(secret, KeyHash.digest(secret));
        }
    }

    @Test
    void expiredCreditIsTakenBackAsFarAsItWasNotUsed() {
        node.ask(new CreateAccount(ACTOR, "promo", 0, null));
        createKey("promo", "sk-gw-promo");
        long expires = node.clock().millis() + Duration.ofDays(1).toMillis();
        node.ask(new GrantCredits(ACTOR, "promo", 1_000_000, "welcome", expires));
        node.ask(new GrantCredits(ACTOR, "promo", 500_000, "paid", null));
        node.call(node.authenticate("sk-gw-promo"), 20);
        node.skip(Duration.ofDays(2));
        // What the lease held is back in the wallet after a restart, which looks for what has expired meanwhile.
        node.restart();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.ask(new ReadAccount("promo")).balanceNano())
                                .isEqualTo(500_000));
        assertThat(node.ask(new ReadLedger("promo", null, 1))
                        .entries()
                        .getFirst()
                        .kind())
                .isEqualTo("expiry");
        node.restart();
        node.call(node.authenticate("sk-gw-promo"), 0);
        assertThat(node.ask(new ReadAccount("promo")).balanceNano()).isEqualTo(490_000);
    }

    @Test
    void creditThatWasPaidInForGoodNeverExpiresThoughItIsAskedForAgainWithADate() {
        node.ask(new CreateAccount(ACTOR, "promo", 0, null));
        long expires = node.clock().millis() + Duration.ofDays(1).toMillis();
        node.ask(new GrantCredits(ACTOR, "promo", 500_000, "paid", null));
        assertThat(node.ask(new GrantCredits(ACTOR, "promo", 400_000, "paid", expires))
                        .repeated())
                .isTrue();
        node.ask(new GrantCredits(ACTOR, "promo", 1_000_000, "welcome", expires));
        node.skip(Duration.ofDays(2));
        node.restart();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.ask(new ReadAccount("promo")).balanceNano())
                                .isEqualTo(500_000));
        assertThat(node.ask(new ReadLedger("promo", null, 10)).entries()).hasSize(3);
    }

    @Test
    void whatIsRefundedOfExpiringCreditExpiresWithIt() {
        node.ask(new CreateAccount(ACTOR, "promo", 0, null));
        createKey("promo", "sk-gw-promo");
        long day = Duration.ofDays(1).toMillis();
        node.ask(
                new GrantCredits(ACTOR, "promo", 1_000_000, "soon", node.clock().millis() + day));
        node.ask(
                new GrantCredits(ACTOR, "promo", 1_000_000, "late", node.clock().millis() + 3 * day));
        node.ask(new GrantCredits(ACTOR, "promo", 500_000, "paid", null));
        UUID call = node.call(node.authenticate("sk-gw-promo"), 20);
        node.ask(new RefundCall(ACTOR, call, 30_000L, "case", ""));
        node.skip(Duration.ofDays(2));
        node.restart();
        // Of the first 20,000 are used in the end; the second is whole.
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.ask(new ReadAccount("promo")).balanceNano())
                                .isEqualTo(1_500_000));
        node.skip(Duration.ofDays(2));
        node.restart();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(node.ask(new ReadAccount("promo")).balanceNano())
                                .isEqualTo(500_000));
    }

    @Test
    void aKeyMayBeBoundToRegions() {
        KeyInfo key = node.ask(new CreateKey(
                ACTOR, "acme", "eu", KeyHash.digest("sk-gw-eu"), "last", true, null, FREE, List.of("eu", "ch")));
        assertThat(key.regions()).containsExactly("eu", "ch");
        assertThat(node.authenticate("sk-gw-eu").regions()).containsExactly(List.of("eu", "ch"));
        node.restart();
        assertThat(node.authenticate("sk-gw-eu").regions()).containsExactly(List.of("eu", "ch"));
        node.ask(change(key.id(), null, 5L));
        assertThat(node.ask(bind(key.id(), List.of("ch"))).regions()).containsExactly("ch");
        assertThat(node.authenticate("sk-gw-eu").regions()).containsExactly(List.of("ch"));
        node.ask(bind(key.id(), List.of()));
        assertThat(node.authenticate("sk-gw-eu").regions()).isEmpty();
    }

    private static ChangeKey bind(String id, List<String> regions) {
        return LiveBilling.change(ACTOR, id, null, null, null, regions);
    }

    @Test
    void aTokenStandsForAKeyOfItsAccountThatOperatorsMayTakeAway() {
        Principal principal = node.ask(new AuthenticateAccount("acme")).principal();
        assertThat(node.ask(new AuthenticateAccount("acme")).principal()).isEqualTo(principal);
        node.call(principal, 3);
        node.restart();
        assertThat(node.ask(new AuthenticateAccount("acme")).principal()).isEqualTo(principal);
        node.ask(change(principal.keyId(), false, null));
        refused(ErrorCode.FORBIDDEN, 403, () -> node.ask(new AuthenticateAccount("acme")));
        refused(ErrorCode.FORBIDDEN, 403, () -> node.ask(new AuthenticateAccount("nobody")));
    }
}
