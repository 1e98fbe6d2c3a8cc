package org.modelgate.billing.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file system of its own in memory, where this process may mount one. */
final class SmallDisk {
    private static final long WAIT_SECONDS = 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Null if this process may not mount anything. */
    static @Nullable SmallDisk mount(Path folder, String size) throws InterruptedException {
        return run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString())
                ? new SmallDisk(folder)
                : null;
    }

    void options(String options) throws InterruptedException {
        if (!run("mount", "-o", "remount," + options, folder.toString())) {
            throw new IllegalStateException("can't remount " + folder + " with " + options);
        }
    }

    /** Leaves only so much. */
    void fill(long leftBytes) throws IOException {
        Files.write(
                folder.resolve("filler"),
                new byte[Math.toIntExact(folder.toFile().getUsableSpace() - leftBytes)]);
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process mount =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            mount.getInputStream().readAllBytes();
            return mount.waitFor(WAIT_SECONDS, TimeUnit.SECONDS) && mount.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    void unmount() throws InterruptedException {
        if (!run("umount", "-l", folder.toString())) {
            throw new IllegalStateException("can't unmount " + folder);
        }
    }
}
