package org.modelgate.billing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.common.config.Section;

/**
 * The {@code regions} of accounts and keys: the only ones in which their calls may be computed. A key's don't widen its account's:
 * both hold. Immutable.
 *
 * @param byAccount by the account's id
 * @param byKey by the SHA-256 digest of the key, in hexadecimal
 */
public record RegionPins(Map<String, List<String>> byAccount, Map<String, List<String>> byKey) {
    public RegionPins {
        byAccount = Map.copyOf(byAccount);
        byKey = Map.copyOf(byKey);
    }

    /** Reads the file from its root. */
    static RegionPins read(Section root) {
        Map<String, List<String>> accounts = new HashMap<>();
        for (Section account : root.list("accounts")) {
            put(accounts, account.string("id", ""), account.strings("regions"));
        }
        Map<String, List<String>> keys = new HashMap<>();
        for (Section key : root.list("keys")) {
            put(keys, KeyHash.digest(key.string("key", "")), key.strings("regions"));
        }
        return new RegionPins(accounts, keys);
    }

    private static void put(Map<String, List<String>> pins, String name, List<String> regions) {
        if (!regions.isEmpty()) {
            pins.put(name, List.copyOf(regions));
        }
    }

    /**
     * All that hold for a call: of each list one region.
     *
     * @param more what an operator bound the key to
     */
    List<List<String>> of(String account, String keyDigest, List<String> more) {
        List<List<String>> all = of(account, keyDigest);
        if (!more.isEmpty() && !all.contains(more)) {
            all.add(more);
        }
        return all;
    }

    /** As above, of a key that no operator bound. */
    List<List<String>> of(String account, String keyDigest) {
        List<List<String>> all = new ArrayList<>(3);
        if (byAccount.containsKey(account)) {
            all.add(byAccount.getOrDefault(account, List.of()));
        }
        if (byKey.containsKey(keyDigest)) {
            all.add(byKey.getOrDefault(keyDigest, List.of()));
        }
        return all;
    }
}
