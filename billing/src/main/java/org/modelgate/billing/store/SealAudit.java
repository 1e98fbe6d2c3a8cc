package org.modelgate.billing.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** R6: each seal follows from its predecessor and from the rows as they are now, and no row is without a seal. */
final class SealAudit {
    private static final String BROKEN = "R6 a sealed batch was changed";

    private final Connection c;
    private final List<String> faults;
    private final PreparedStatement transfer;
    private final PreparedStatement entries;
    private final PreparedStatement resolution;
    private long sealed;
    private long first = Long.MAX_VALUE;

    SealAudit(Connection c, List<String> faults) throws SQLException {
        this.c = c;
        this.faults = faults;
        transfer = c.prepareStatement("SELECT kind,ref,actor,at FROM tx WHERE id=?");
        entries = c.prepareStatement("SELECT n,account,nano FROM entry WHERE tx=? ORDER BY n");
        resolution = c.prepareStatement(
                "SELECT kind,nano,price_version,tx,at," + Usages.COLUMNS + " FROM resolution WHERE res=?");
    }

    private record Link(String chain, long epoch, long n, byte[] hash) {}

    void run() throws SQLException {
        Link before = null;
        try (Statement s = c.createStatement()) {
            s.setFetchSize(500);
            try (ResultSet row = s.executeQuery("SELECT * FROM seal ORDER BY chain,epoch,n")) {
                while (row.next()) {
                    before = check(before, row);
                }
            }
        }
        unsealed();
    }

    private Link check(@Nullable Link before, ResultSet row) throws SQLException {
        Link link = new Link(row.getString("chain"), row.getLong("epoch"), row.getLong("n"), row.getBytes("hash"));
        Link last = before != null && before.chain.equals(link.chain) && before.epoch == link.epoch ? before : null;
        long number = last == null ? 1 : last.n + 1;
        byte[] prev = row.getBytes("prev");
        boolean linked = link.n == number && Arrays.equals(prev, last == null ? Sealer.NOTHING : last.hash);
        if (!linked) {
            faults.add("R6 a sealed batch is missing before: " + name(link));
        }
        byte[] ids = row.getBytes("sealed");
        first = Math.min(first, row.getLong("at"));
        sealed += ids.length / Sealer.ID_BYTES;
        List<byte[]> contents = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(ids);
        while (buffer.remaining() >= Sealer.ID_BYTES) {
            boolean isTransfer = buffer.get() == 'T';
            UUID id = new UUID(buffer.getLong(), buffer.getLong());
            contents.add(isTransfer ? transfer(id) : resolution(id));
        }
        if (!Arrays.equals(link.hash, Sealer.hash(prev, contents))) {
            faults.add(BROKEN + ": " + name(link));
        }
        return link;
    }

    private static String name(Link link) {
        return link.chain + "/" + link.epoch + "/" + link.n;
    }

    private byte[] transfer(UUID id) throws SQLException {
        Sealer.Content content;
        Rows.bind(transfer, id);
        try (ResultSet row = transfer.executeQuery()) {
            if (!row.next()) {
                return Sealer.NOTHING;
            }
            content = Sealer.transfer(
                    id, row.getString("kind"), row.getString("ref"), row.getString("actor"), row.getLong("at"));
        }
        Rows.bind(entries, id);
        try (ResultSet row = entries.executeQuery()) {
            while (row.next()) {
                content.number(row.getInt("n")).number(row.getLong("account")).number(row.getLong("nano"));
            }
        }
        return content.bytes();
    }

    private byte[] resolution(UUID callId) throws SQLException {
        Rows.bind(resolution, callId);
        try (ResultSet row = resolution.executeQuery()) {
            if (!row.next()) {
                return Sealer.NOTHING;
            }
            byte[] tx = row.getBytes("tx");
            return Sealer.resolution(
                            callId,
                            row.getString("kind"),
                            row.getLong("nano"),
                            row.getLong("price_version"),
                            Usages.columns(row),
                            tx == null ? null : Rows.uuid(tx),
                            row.getLong("at"))
                    .bytes();
        }
    }

    /** Rows older than the first seal are of a time before there were any. */
    private void unsealed() throws SQLException {
        long rows = count("SELECT COUNT(*) FROM tx WHERE at>=?") + count("SELECT COUNT(*) FROM resolution WHERE at>=?");
        if (rows > sealed) {
            faults.add("R6 rows without a seal: " + (rows - sealed));
        }
    }

    private long count(String sql) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            Rows.bind(s, first);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
