package org.modelgate.billing.keys;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.billing.ledger.Recovered;

/** Finds keys by what is stored of them. Confined to one thread. */
public final class KeyRing {
    private final KeyHash hash;
    private final Map<ByteBuffer, Recovered.Key> byMac = new HashMap<>();

    public KeyRing(KeyHash hash, List<Recovered.Key> keys) {
        this.hash = hash;
        keys.forEach(key -> byMac.put(ByteBuffer.wrap(key.mac()), key));
    }

    /** Adds a key, or what was changed of it. */
    public void put(Recovered.Key key) {
        byMac.put(ByteBuffer.wrap(key.mac()), key);
    }

    /** The key with that digest, usable or not. */
    public Optional<Recovered.Key> find(String keyDigest) {
        byte[] mac = hash.mac(keyDigest);
        Recovered.Key key = byMac.get(ByteBuffer.wrap(mac));
        return key != null && MessageDigest.isEqual(key.mac(), mac) ? Optional.of(key) : Optional.empty();
    }
}
