package org.modelgate.billing.store;

import java.io.IOException;
import java.util.List;

/** What this machine remembers while the database is away. Used by one thread. */
public interface LocalJournal {
    /** On this machine's disk when it returns. */
    void append(byte[] entry) throws IOException;

    /** What was appended since it was last cleared, in order; an entry that a crash cut off isn't there. */
    List<byte[]> entries() throws IOException;

    /** All of it is in the database. */
    void clear() throws IOException;
}
