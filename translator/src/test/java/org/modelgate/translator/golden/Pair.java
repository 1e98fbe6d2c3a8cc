package org.modelgate.translator.golden;

import java.util.Locale;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;

/** Dialect of the client and of the provider; its folder is {@code <client>-to-<provider>}. */
record Pair(ClientDialect client, Dialect provider) {
    static Pair of(String folder) {
        String[] names = folder.split("-to-", -1);
        return new Pair(Dialects.client(id(names[0])), Dialects.get(id(names[1])));
    }

    private static DialectId id(String name) {
        for (DialectId id : DialectId.values()) {
            if (("_" + id.name().toLowerCase(Locale.ROOT)).endsWith("_" + name)) {
                return id;
            }
        }
        throw new IllegalArgumentException("no dialect '" + name + "'");
    }

    boolean same() {
        return client.id() == provider.id();
    }
}
