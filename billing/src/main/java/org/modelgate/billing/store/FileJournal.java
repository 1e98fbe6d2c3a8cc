package org.modelgate.billing.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One file of entries, each with its length and checksum before it. */
public final class FileJournal implements LocalJournal, AutoCloseable {
    private static final int HEADER = 8;
    private static final int ENTRY_MAX = 64 << 20;

    private final Path file;
    private @Nullable FileChannel channel;

    /** Made when first written to. */
    public FileJournal(Path file) {
        this.file = file;
    }

    @Override
    public void append(byte[] entry) throws IOException {
        FileChannel open = open();
        long end = open.size();
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + entry.length);
        buffer.putInt(entry.length).putInt(checksum(entry)).put(entry).flip();
        try {
            while (buffer.hasRemaining()) {
                open.write(buffer);
            }
            open.force(false);
        } catch (IOException e) {
            // Half an entry would hide all that follow it.
            open.truncate(end);
            throw e;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open != null) {
            return open;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean fresh = !Files.exists(file);
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        if (fresh) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            if (folder != null) {
                try (FileChannel directory = FileChannel.open(folder)) {
                    directory.force(true);
                }
            }
        } else {
            // Behind the last whole entry there may be the beginning of one.
            open.truncate(wholeBytes());
        }
        channel = open;
        return open;
    }

    private static int checksum(byte[] entry) {
        CRC32C crc = new CRC32C();
        crc.update(entry);
        return (int) crc.getValue();
    }

    private long wholeBytes() throws IOException {
        return entries().stream().mapToLong(entry -> HEADER + entry.length).sum();
    }

    @Override
    public List<byte[]> entries() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        while (bytes.remaining() >= HEADER) {
            int length = bytes.getInt();
            int checksum = bytes.getInt();
            if (length < 0 || length > ENTRY_MAX || length > bytes.remaining()) {
                break;
            }
            byte[] entry = new byte[length];
            bytes.get(entry);
            if (checksum(entry) != checksum) {
                break;
            }
            entries.add(entry);
        }
        return entries;
    }

    @Override
    public void clear() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}
