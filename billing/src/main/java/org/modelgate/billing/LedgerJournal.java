package org.modelgate.billing;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Context;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.ledger.Journal;
import org.modelgate.billing.ledger.Ledger;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.billing.store.GroupCommit;
import org.modelgate.billing.store.LedgerReader;
import org.modelgate.common.bus.messages.Settled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's way to the database: writer for facts, reader for questions. */
final class LedgerJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerJournal.class);

    private final Context context;
    private final GroupCommit writer;
    private final LedgerReader reader;
    private final ExecutorService readers;
    private final String node;
    private @Nullable Ledger ledger;

    LedgerJournal(Context context, GroupCommit writer, LedgerReader reader, ExecutorService readers, String node) {
        this.node = node;
        this.context = context;
        this.writer = writer;
        this.reader = reader;
        this.readers = readers;
    }

    void attach(Ledger answered) {
        ledger = answered;
    }

    @Override
    public void append(LedgerRecord record) {
        writer.append(record);
    }

    @Override
    public void find(UUID callId) {
        Ledger asking = requireNonNull(ledger, "no ledger yet");
        ReaderThread.submit(context, readers, () -> reader.find(callId)).onComplete(asked -> {
            if (asked.failed()) {
                LOG.atError()
                        .setCause(asked.cause())
                        .addKeyValue("call", callId)
                        .log("can't look for a resolution");
                asking.notFindable(callId);
            } else {
                tell(asking, callId, asked.result());
            }
        });
    }

    @Override
    public void findTaken(long org, UUID lease, long sinceMillis) {
        Ledger asking = requireNonNull(ledger, "no ledger yet");
        ReaderThread.submit(context, readers, () -> reader.taken(org, lease, sinceMillis))
                .onComplete(asked -> {
                    if (asked.failed()) {
                        LOG.atWarn()
                                .setCause(asked.cause())
                                .addKeyValue("account", org)
                                .log("can't read what other nodes took of rate limits: all of them count as taken");
                        asking.takenNotKnown(org);
                    } else {
                        asking.taken(org, asked.result());
                    }
                });
    }

    private void tell(Ledger asking, UUID callId, LedgerReader.Known known) {
        Settled settled = known.settled();
        String keeper = known.keeper();
        String address = known.address();
        if (settled != null) {
            asking.found(callId, settled);
        } else if (keeper == null) {
            asking.notFound(callId);
        } else if (keeper.equals(node) || address == null || address.isEmpty()) {
            // On its way between memory and disk, or between two nodes: to be asked again.
            asking.notFindable(callId);
        } else {
            asking.elsewhere(callId, address);
        }
    }
}
