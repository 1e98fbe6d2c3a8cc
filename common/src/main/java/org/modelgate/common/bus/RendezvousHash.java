package org.modelgate.common.bus;

/** Hashes for choosing one of several by a key; the same on all nodes and versions. */
public final class RendezvousHash {
    private RendezvousHash() {}

    /** FNV-1a over UTF-16 units. */
    public static long of(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Mixes both hashes (the finaliser of MurmurHash3), so that near addresses don't get near weights. */
    public static long weight(long instance, long key) {
        long mixed = instance ^ Long.rotateLeft(key, 31);
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
