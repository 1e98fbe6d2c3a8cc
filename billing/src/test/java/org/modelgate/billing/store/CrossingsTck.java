package org.modelgate.billing.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.ledger.BudgetId;
import org.modelgate.billing.ledger.Fixtures;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.LedgerRecord.Facts;
import org.modelgate.billing.ledger.LedgerRecord.Kind;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Outcome;
import org.modelgate.billing.ledger.TestClock;
import org.modelgate.billing.limit.BudgetRule;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;

/** Each crossing is told once, whatever the database. The account begins with 1,000 nano-USD; 300 are low. */
abstract class CrossingsTck {
    private static final long WAIT_SECONDS = 20;
    private static final int MONTH = 202_611;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final TimeOrderedIds ids = new TimeOrderedIds(clock, new SplittableRandom(5));
    private final UUID lease = ids.get();
    private JdbcDisk disk;
    private LedgerStore store;
    private Outbox outbox;
    private SideWriter writer;
    private Crossings crossings;

    abstract Storage fresh();

    @BeforeEach
    void open() throws StoreException {
        disk = new JdbcDisk(fresh(), clock);
        Limits plan = new Limits(Limits.NONE, Limits.NONE, Limits.NONE, 500, Limits.NONE, List.of("*"))
                .withBudgets(
                        BudgetRule.of("user", null, "day", 200),
                        BudgetRule.of("user", "vip", "day", 1_000),
                        BudgetRule.of("tag", null, "lifetime", 100));
        Limits key = new Limits(Limits.NONE, Limits.NONE, Limits.NONE, 600, Limits.NONE, List.of("*"));
        Bootstrap.Started started = disk.start(LedgerDisk.LOCAL, Fixtures.provision(1_000, "pro", key), clock.millis());
        store = disk.store(LedgerDisk.LOCAL, started.recovered().epoch());
        store.commit(batch(new LedgerRecord.Grant(ids.get(), 1, lease, 0, 1_000)));
        outbox = new Outbox(disk.database(), c -> clock.millis(), clock);
        writer = new SideWriter(disk.database());
        writer.start();
        crossings = new Crossings(
                disk.database(),
                new Thresholds(300, Map.of(), List.of(80, 100), Map.of("pro", plan)),
                outbox,
                clock,
                ids);
    }

    @AfterEach
    void close() throws SQLException {
        writer.close();
        assertThat(disk.faults(clock.millis())).isEmpty();
        disk.close();
    }

    private Batch batch(LedgerRecord... records) {
        return new Batch(List.of(records), ids);
    }

    private void charge(long nano) throws StoreException {
        charge(nano, MONTH);
    }

    private void charge(long nano, int period) throws StoreException {
        UUID call = ids.get();
        Facts facts =
                new Facts(Usage.of(nano, 0), UsageSource.PROVIDER_FINAL, "sim", "m-1", "completed", 1, 1, List.of());
        assertThat(store.commit(batch(
                        new LedgerRecord.Reserve(call, lease, 1, 1, 1, List.of(), nano, clock.millis(), clock.millis()),
                        new LedgerRecord.Resolve(
                                call,
                                lease,
                                false,
                                1,
                                1,
                                Kind.SETTLED,
                                1,
                                nano,
                                nano,
                                period,
                                facts,
                                clock.millis(),
                                List.of(),
                                List.of()))))
                .containsOnly(Outcome.DONE);
    }

    private void pay(long nano) throws StoreException {
        store.commit(batch(new LedgerRecord.TopUp(ids.get(), 1, nano, ids.get().toString(), "me")));
        store.commit(batch(new LedgerRecord.Grant(ids.get(), 1, lease, 0, nano)));
    }

    private int look(boolean lacked, BudgetId... refused) throws Exception {
        return look(new Watched(1, lacked, Set.of(refused), Set.of()));
    }

    private int lookAt(BudgetId... open) throws Exception {
        return look(new Watched(1, false, Set.of(), Set.of(open)));
    }

    private int look(Watched account) throws Exception {
        List<Watched> due = crossings.due(List.of(account));
        return due.isEmpty() ? 0 : writer.submit(crossings.enter(account)).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private List<String> told() throws StoreException {
        return outbox.page(new ReadWebhooks(null, null, 100)).events().stream()
                .map(WebhookInfo::type)
                .toList();
    }

    private String newest() throws StoreException {
        return outbox.page(new ReadWebhooks(null, null, 1)).events().getFirst().payload();
    }

    @Test
    void aLowBalanceIsToldOnceUntilMoneyCame() throws Exception {
        charge(350, MONTH - 1);
        assertThat(look(false)).isZero();
        charge(360, MONTH - 1);
        clock.advance(1);
        look(false);
        assertThat(told()).containsOnlyOnce("balance.low");
        WebhookInfo low = outbox.page(new ReadWebhooks(null, null, 9)).events().stream()
                .filter(event -> event.type().equals("balance.low"))
                .findFirst()
                .orElseThrow();
        assertThat(low.payload())
                .isEqualTo("{\"type\":\"balance.low\",\"timestamp\":\"2026-11-21T04:00:00.001Z\",\"data\":"
                        + "{\"account\":\"acme\",\"balance_usd\":\"0.00000029\",\"threshold_usd\":\"0.0000003\"}}");
        assertThat(low.account()).isEqualTo("acme");
        charge(10, MONTH - 1);
        assertThat(look(false)).isZero();
        pay(10);
        assertThat(look(false)).isZero();
        pay(10);
        assertThat(look(false)).isZero();
        charge(1, MONTH - 1);
        assertThat(look(false)).isEqualTo(1);
        assertThat(told().stream().filter("balance.low"::equals)).hasSize(2);
    }

    @Test
    void everyNodeMayLookAtOnceAndOneTells() throws Exception {
        charge(350, MONTH - 1);
        charge(400, MONTH - 1);
        List<SideWriter> nodes = List.of(new SideWriter(disk.database()), new SideWriter(disk.database()));
        nodes.forEach(SideWriter::start);
        try {
            List<CompletableFuture<Integer>> entered = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                entered.add(nodes.get(i % 2).submit(crossings.enter(Watched.anyhow(1))));
            }
            int events = 0;
            for (CompletableFuture<Integer> one : entered) {
                events += one.get(WAIT_SECONDS, TimeUnit.SECONDS);
            }
            assertThat(events)
                    .as("the balance, 80 % and 100 % of the key's budget")
                    .isEqualTo(3);
            assertThat(told()).hasSize(3).containsOnlyOnce("balance.low");
        } finally {
            nodes.forEach(SideWriter::close);
        }
    }

    @Test
    void creditIsExhaustedWhenACallIsRefusedAndAgainOnlyAfterMoneyCame() throws Exception {
        charge(100, MONTH - 1);
        assertThat(look(true)).isEqualTo(1);
        assertThat(newest())
                .contains("\"type\":\"credit.exhausted\"", "\"balance_usd\":\"0.0000009\"", "\"overdraft_usd\":\"0\"");
        assertThat(look(true)).isZero();
        charge(100, MONTH - 1);
        assertThat(look(true)).isZero();
        pay(500);
        look(false);
        assertThat(look(true)).isEqualTo(1);
        assertThat(told()).containsExactly("credit.exhausted", "credit.exhausted");
    }

    @Test
    void aBudgetIsToldAtEachOfItsLevelsAndAgainInTheNextMonth() throws Exception {
        charge(399);
        assertThat(look(false)).isZero();
        charge(1);
        assertThat(look(false)).isEqualTo(1);
        assertThat(newest())
                .contains(
                        "\"type\":\"budget.reached\"",
                        "{\"account\":\"acme\",\"key\":null,\"window\":\"month\",\"period\":\"2026-11\",\"percent\":80,"
                                + "\"budget_usd\":\"0.0000005\",\"spent_usd\":\"0.0000004\"}");
        charge(100);
        // The month's budget is spent, and of the key's 83 %.
        assertThat(look(false)).isEqualTo(2);
        assertThat(look(false)).isZero();
        clock.advance(20 * 86_400_000L);
        charge(10, MONTH + 1);
        assertThat(look(false)).isZero();
        pay(1_000);
        charge(400, MONTH + 1);
        assertThat(look(false))
                .as("80 % of the new month's, 100 % of the key's")
                .isEqualTo(2);
    }

    @Test
    void budgetsOfOtherWindowsAreToldToo() throws Exception {
        writer.submit(c -> Sql.update(
                        c,
                        "UPDATE api_key SET budgets=? WHERE id=1",
                        KeyRows.text(List.of(BudgetRule.of("key", null, "day", 200)))))
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        charge(50, MONTH - 1);
        assertThat(look(false)).isZero();
        writer.submit(c -> Sql.update(
                        c,
                        "INSERT INTO budget(org,api_key,scope,period,spent,held,ends_at) VALUES"
                                + " (1,1,'','2026-11-21',170,0,?)",
                        clock.millis() + 3_600_000))
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(look(false)).isEqualTo(1);
        assertThat(newest()).contains("\"key\":\"key_1\",\"window\":\"day\",\"period\":\"2026-11-21\",\"percent\":80");
        clock.advance(86_400_000);
        assertThat(look(false)).isZero();
    }

    @Test
    void aCallThatABudgetRefusesSaysThatItIsSpent() throws Exception {
        charge(590, MONTH - 1);
        look(false);
        assertThat(look(false, BudgetId.own(1, 1, "ever"))).isEqualTo(1);
        assertThat(newest()).contains("\"key\":\"key_1\",\"window\":\"lifetime\",\"period\":null,\"percent\":100");
        assertThat(look(false, BudgetId.own(1, 1, "ever"))).isZero();
        assertThat(look(false, BudgetId.own(1, 0, "2026-11"))).isEqualTo(1);
    }

    private BudgetId spent(String scope, String period, long nano) throws Exception {
        writer.submit(c -> Sql.update(
                        c,
                        "INSERT INTO budget(org,api_key,scope,period,spent,held,ends_at) VALUES (1,0,?,?,?,0,?) "
                                + "ON CONFLICT(org,api_key,scope,period) DO UPDATE SET spent=excluded.spent",
                        scope,
                        period,
                        nano,
                        clock.millis() + 3_600_000))
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        return new BudgetId(1, 0, scope, period);
    }

    @Test
    void budgetsOfUsersAndTagsAreToldWhenTheyWereCharged() throws Exception {
        BudgetId alice = spent("user:alice", "2026-11-21", 159);
        assertThat(lookAt(alice)).isZero();
        spent("user:alice", "2026-11-21", 160);
        assertThat(look(false)).as("nobody says that it was charged").isZero();
        assertThat(lookAt(alice)).isEqualTo(1);
        assertThat(newest())
                .contains(
                        "\"data\":{\"account\":\"acme\",\"key\":null,\"user\":\"alice\",\"window\":\"day\","
                                + "\"period\":\"2026-11-21\",\"percent\":80,\"budget_usd\":\"0.0000002\",\"spent_usd\":\"0.00000016\"}");
        assertThat(lookAt(alice)).isZero();
        assertThat(lookAt(spent("user:bob", "2026-11-21", 200)))
                .as("80 and 100 %")
                .isEqualTo(2);
        assertThat(lookAt(spent("user:vip", "2026-11-21", 700)))
                .as("has one of its own")
                .isZero();
        assertThat(lookAt(spent("tag:alice", "ever", 80))).isEqualTo(1);
        assertThat(newest()).contains("\"tag\":\"alice\",\"window\":\"lifetime\",\"period\":null");
        assertThat(told()).containsOnly("budget.reached").hasSize(4);
    }

    @Test
    void aUsersBudgetIsArmedAgainTheNextDay() throws Exception {
        assertThat(lookAt(spent("user:alice", "2026-11-21", 170))).isEqualTo(1);
        clock.advance(86_400_000);
        assertThat(lookAt(new BudgetId(1, 0, "user:alice", "2026-11-21")))
                .as("over")
                .isZero();
        assertThat(lookAt(spent("user:alice", "2026-11-22", 10))).isZero();
        assertThat(lookAt(spent("user:alice", "2026-11-22", 170))).isEqualTo(1);
        assertThat(writer.submit(crossings.purge()).get(WAIT_SECONDS, TimeUnit.SECONDS))
                .isZero();
        clock.advance(90 * 86_400_000L);
        assertThat(writer.submit(crossings.purge()).get(WAIT_SECONDS, TimeUnit.SECONDS))
                .isEqualTo(1);
    }

    @Test
    void aUserWhoIsRefusedIsToldOfOnlyIfItHasSpentSomething() throws Exception {
        BudgetId carol = new BudgetId(1, 0, "user:carol", "2026-11-21");
        assertThat(look(false, carol)).isZero();
        spent("user:carol", "2026-11-21", 20);
        assertThat(look(false, carol)).isEqualTo(1);
        assertThat(newest()).contains("\"user\":\"carol\"", "\"percent\":100", "\"spent_usd\":\"0.00000002\"");
        assertThat(look(false, carol)).isZero();
    }

    @Test
    void allThatUsersAndTagsSpentIsFoundPageByPage() throws Exception {
        BudgetId tag = spent("tag:x", "ever", 1);
        BudgetId user = spent("user:x", "2026-11-21", 1);
        spent("user:nothing", "2026-11-21", 0);
        spent("requests", "2026-11-21", 1);
        spent("", "2026-11", 1);
        assertThat(crossings.after((BudgetId) null, 1)).containsExactly(tag);
        assertThat(crossings.after(tag, 9)).containsExactly(user);
        assertThat(crossings.after(user, 9)).isEmpty();
    }

    @Test
    void aRaisedBudgetIsArmedAgain() throws Exception {
        charge(600, MONTH - 1);
        assertThat(look(false)).isEqualTo(2);
        writer.submit(c -> Sql.update(c, "UPDATE api_key SET budget_nano=700 WHERE id=1"))
                .get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(look(false)).as("80 % of the new one").isEqualTo(1);
        charge(100, MONTH - 1);
        look(false);
        assertThat(told().stream().filter("budget.reached"::equals)).hasSize(4);
    }
}
