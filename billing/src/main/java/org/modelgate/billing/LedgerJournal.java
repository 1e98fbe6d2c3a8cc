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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger's way to the database: writer for facts, reader for questions. */
final class LedgerJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerJournal.class);

    private final Context context;
    private final GroupCommit writer;
    private final LedgerReader reader;
    private final ExecutorService readers;
    private @Nullable Ledger ledger;

    LedgerJournal(Context context, GroupCommit writer, LedgerReader reader, ExecutorService readers) {
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
        ReaderThread.submit(context, readers, () -> reader.settled(callId)).onComplete(asked -> {
            if (asked.failed()) {
                LOG.atError()
                        .setCause(asked.cause())
                        .addKeyValue("call", callId)
                        .log("can't look for a resolution");
                asking.notFindable(callId);
            } else {
                asked.result().ifPresentOrElse(settled -> asking.found(callId, settled), () -> asking.notFound(callId));
            }
        });
    }
}
