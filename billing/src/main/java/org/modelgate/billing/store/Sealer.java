package org.modelgate.billing.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;

/**
 * Seals what one transaction writes once: each batch carries the hash of its content and of its predecessor in the chain, so that
 * a row that is changed, added or removed behind the ledger's back breaks the chain. A chain has one writer.
 */
final class Sealer {
    /** Before the first of a chain. */
    static final byte[] NOTHING = new byte[32];

    static final int ID_BYTES = 17;

    private final String chain;
    private final long epoch;
    private final PreparedStatement last;
    private final PreparedStatement insert;
    private final Map<UUID, Content> transfers = new LinkedHashMap<>();
    private final Map<UUID, Content> resolutions = new LinkedHashMap<>();
    private byte @Nullable [] head;
    private long number;

    Sealer(Connection c, String chain, long epoch) throws SQLException {
        this.chain = chain;
        this.epoch = epoch;
        last = c.prepareStatement("SELECT n,hash FROM seal WHERE chain=? AND epoch=? ORDER BY n DESC LIMIT 1");
        insert = c.prepareStatement("INSERT INTO seal(chain,epoch,n,prev,hash,sealed,at) VALUES (?,?,?,?,?,?,?)");
    }

    /** The content of one row and those that belong to it, in one form for writing and proving. */
    static final class Content {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(160);
        private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

        Content text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Content number(long value) {
            number.putLong(0, value);
            bytes.write(number.array(), 0, Long.BYTES);
            return this;
        }

        Content id(@Nullable UUID id) {
            return id == null ? number(0) : number(id.getMostSignificantBits()).number(id.getLeastSignificantBits());
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    static Content transfer(UUID id, String kind, String ref, String actor, long at) {
        return new Content().id(id).text(kind).text(ref).text(actor).number(at);
    }

    static Content resolution(
            UUID callId, String kind, long nano, long priceVersion, Usage usage, @Nullable UUID tx, long at) {
        return new Content()
                .id(callId)
                .text(kind)
                .number(nano)
                .number(priceVersion)
                .number(usage.input())
                .number(usage.cacheRead())
                .number(usage.cacheWrite5m())
                .number(usage.cacheWrite1h())
                .number(usage.output())
                .number(usage.reasoning())
                .number(usage.webSearches())
                .id(tx)
                .number(at);
    }

    static byte[] hash(byte[] previous, Iterable<byte[]> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            contents.forEach(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    void begun(UUID tx, String kind, String ref, String actor, long at) {
        transfers.put(tx, transfer(tx, kind, ref, actor, at));
    }

    void posted(UUID tx, int n, long account, long nano) {
        Content content = transfers.get(tx);
        if (content == null) {
            throw new IllegalStateException("an entry of a transfer that isn't this transaction's");
        }
        content.number(n).number(account).number(nano);
    }

    void resolved(UUID callId, Content content) {
        resolutions.put(callId, content);
    }

    /** To be called last in a transaction. */
    void seal(long at) throws SQLException {
        if (transfers.isEmpty() && resolutions.isEmpty()) {
            return;
        }
        byte[] previous = head();
        ByteBuffer ids = ByteBuffer.allocate(ID_BYTES * (transfers.size() + resolutions.size()));
        transfers.keySet().forEach(id -> put(ids, 'T', id));
        resolutions.keySet().forEach(id -> put(ids, 'R', id));
        byte[] hash = hash(
                previous,
                () -> Stream.concat(transfers.values().stream(), resolutions.values().stream())
                        .map(Content::bytes)
                        .iterator());
        Rows.bind(insert, chain, epoch, number + 1, previous, hash, ids.array(), at);
        insert.executeUpdate();
        head = hash;
        number++;
        transfers.clear();
        resolutions.clear();
    }

    private static void put(ByteBuffer ids, char kind, UUID id) {
        ids.put((byte) kind).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private byte[] head() throws SQLException {
        byte[] known = head;
        if (known != null) {
            return known;
        }
        Rows.bind(last, chain, epoch);
        try (ResultSet row = last.executeQuery()) {
            boolean any = row.next();
            number = any ? row.getLong("n") : 0;
            return any ? row.getBytes("hash") : NOTHING;
        }
    }

    /** The transaction was rolled back, or whether it was committed isn't known. */
    void forget() {
        transfers.clear();
        resolutions.clear();
        head = null;
    }
}
