package org.modelgate.billing.ledger;

import java.util.UUID;

/**
 * Keeps a lower bound of the ids of open reservations durable, so that recovery reads only what may be open. Ids are UUIDv7, so
 * the bound rises with time; an id below it lowers it again first, so that any other ids are safe, only slower to recover.
 */
final class Watermarks {
    private static final long SLACK_MILLIS = 60_000;
    private static final int TIME_SHIFT = 16;

    private final Books books;
    private UUID mark;
    private long raiseAtMillis;

    Watermarks(Books books, UUID mark) {
        this.books = books;
        this.mark = mark;
        this.raiseAtMillis = books.clock.monotonicMillis() + books.settings.watermarkMillis();
    }

    void reserved(UUID callId) {
        if (compare(callId, mark) < 0) {
            move(below(callId));
        }
    }

    void tick(long nowMillis) {
        if (nowMillis < raiseAtMillis) {
            return;
        }
        raiseAtMillis = nowMillis + books.settings.watermarkMillis();
        UUID lowest = new UUID(books.clock.wallMillis() << TIME_SHIFT, 0);
        for (UUID id : books.open.keySet()) {
            if (compare(id, lowest) < 0) {
                lowest = id;
            }
        }
        UUID raised = below(lowest);
        if (compare(raised, mark) > 0) {
            move(raised);
        }
    }

    private void move(UUID to) {
        mark = to;
        books.journal.append(new LedgerRecord.Watermark(to));
    }

    private static UUID below(UUID id) {
        long time = id.getMostSignificantBits() >>> TIME_SHIFT;
        return new UUID(Math.max(0, time - SLACK_MILLIS) << TIME_SHIFT, 0);
    }

    private static int compare(UUID a, UUID b) {
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
