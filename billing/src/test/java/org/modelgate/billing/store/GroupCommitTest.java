package org.modelgate.billing.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.ledger.Outcome;

class GroupCommitTest {
    private static final int WAIT_SECONDS = 20;

    private record Told(List<LedgerRecord> records, List<Outcome> outcomes) {}

    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> failing = new LinkedBlockingQueue<>();

    private final GroupCommit.Listener listener = new GroupCommit.Listener() {
        @Override
        public void committed(List<LedgerRecord> records, List<Outcome> outcomes) {
            told.add(new Told(records, outcomes));
        }

        @Override
        public void failing(boolean isFailing) {
            failing.add(isFailing);
        }
    };

    private GroupCommit start(LedgerStore store) {
        GroupCommit writer = new GroupCommit(store, UUID::randomUUID, listener, System::nanoTime);
        writer.start();
        return writer;
    }

    private static LedgerRecord record(long n) {
        return new LedgerRecord.Watermark(new UUID(n, 0));
    }

    private static List<Outcome> done(Batch batch) {
        return Collections.nCopies(batch.records().size(), Outcome.DONE);
    }

    private static StoreException failure(boolean constraint) {
        return new StoreException("no", new SQLException("no"), constraint);
    }

    private Told next() throws InterruptedException {
        return requireNonNull(told.poll(WAIT_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void whatComesDuringACommitIsCommittedTogetherInOrder() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        GroupCommit writer = start(batch -> {
            first.countDown();
            await(go);
            return done(batch);
        });
        writer.append(record(0));
        assertThat(first.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        List<LedgerRecord> rest = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            rest.add(record(i));
            writer.append(record(i));
        }
        go.countDown();

        assertThat(next().records).containsExactly(record(0));
        Told second = next();
        assertThat(second.records).hasSize(256).isEqualTo(rest.subList(0, 256));
        assertThat(next().records).isEqualTo(rest.subList(256, 300));
        writer.shutdown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void failedCommitIsRepeatedAndTold() throws Exception {
        List<Batch> tries = new ArrayList<>();
        GroupCommit writer = start(batch -> {
            tries.add(batch);
            if (tries.size() < 3) {
                throw failure(false);
            }
            return done(batch);
        });
        writer.append(record(1));

        assertThat(next().records).containsExactly(record(1));
        assertThat(tries).hasSize(3).allMatch(batch -> batch.equals(tries.getFirst()));
        assertThat(failing.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(failing.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isFalse();
        writer.shutdown();
    }

    @Test
    void refusedRecordDoesNotHoldUpTheOthers() throws Exception {
        GroupCommit writer = start(batch -> {
            if (batch.records().contains(record(2))) {
                throw failure(true);
            }
            return done(batch);
        });
        writer.append(record(2));
        writer.append(record(3));

        Told refused = next();
        assertThat(refused.records).containsExactly(record(2));
        assertThat(refused.outcomes.getFirst()).isInstanceOf(Outcome.Rejected.class);
        assertThat(next()).isEqualTo(new Told(List.of(record(3)), List.of(Outcome.DONE)));
        writer.shutdown();
    }

    @Test
    void bugInTheStoreDoesNotKillTheWriter() throws Exception {
        int[] tries = {0};
        GroupCommit writer = start(batch -> {
            if (tries[0]++ == 0) {
                throw new IllegalStateException("a bug");
            }
            return done(batch);
        });
        writer.append(record(1));

        assertThat(next().records).containsExactly(record(1));
        writer.shutdown();
    }

    @Test
    void shutdownCommitsWhatIsQueued() throws Exception {
        GroupCommit writer = start(GroupCommitTest::done);
        for (int i = 0; i < 1_000; i++) {
            writer.append(record(i));
        }
        writer.shutdown();

        assertThat(told.stream().mapToInt(batch -> batch.records.size()).sum()).isEqualTo(1_000);
    }
}
