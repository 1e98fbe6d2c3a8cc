package org.modelgate.billing.keys;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.modelgate.common.config.Secret;

/** The secret beside the database without which its key hashes are worthless. */
public final class Pepper {
    private static final int BYTES = 32;

    private Pepper() {}

    /** Reads the file, or makes it with a random pepper that only the owner may read. Blocks. */
    public static Secret readOrCreate(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            create(file, random);
        }
        String text = Files.readString(file).strip();
        if (text.length() < 2 * BYTES) {
            throw new IOException("the pepper in " + file + " is too short");
        }
        return new Secret(text);
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        FileAttribute<Set<PosixFilePermission>> ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        // Written aside and moved, so that a crash leaves no half pepper behind.
        Path draft = Files.createTempFile(folder, "pepper", ".tmp", ownerOnly);
        Files.writeString(draft, HexFormat.of().formatHex(bytes), StandardOpenOption.SYNC);
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another process was first; its pepper counts.
            return;
        } finally {
            Files.delete(draft);
        }
    }
}
