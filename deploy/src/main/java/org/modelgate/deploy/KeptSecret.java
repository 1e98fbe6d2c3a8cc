package org.modelgate.deploy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.modelgate.common.config.Secret;

/** A random secret in a file that only its owner can read, made when it is first asked for. */
final class KeptSecret {
    private static final int BYTES = 24;

    /**
     * What was found or made.
     *
     * @param fresh whether it was made just now
     */
    record Kept(Secret secret, boolean fresh) {}

    private KeptSecret() {}

    /** Safe against another process that does the same: both get the one that was there first. */
    static Kept readOrCreate(Path file, String prefix) throws IOException {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String secret = prefix + HexFormat.of().formatHex(random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName().toString(),
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, secret, StandardOpenOption.TRUNCATE_EXISTING);
            Files.createLink(file, draft);
            return new Kept(new Secret(secret), true);
        } catch (FileAlreadyExistsException e) {
            return new Kept(new Secret(Files.readString(file).strip()), false);
        } finally {
            Files.delete(draft);
        }
    }
}
