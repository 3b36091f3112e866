package io.liuhen.storage.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A small file system in memory, which can really run full. Only root can mount one; for others the test is skipped. */
public final class Tmpfs implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int WRITE_BYTES = 64 << 10;

    private final Path folder;

    private Tmpfs(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one.
     *
     * @param folder where; empty
     * @param options as of {@code mount -o}, such as {@code size=64m}
     */
    public static Tmpfs mount(Path folder, String options) {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()) == 0,
                "only root can mount a file system");
        return new Tmpfs(folder);
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** As another program that fills it to the last byte. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(folder.resolve("others"))) {
            byte[] bytes = new byte[WRITE_BYTES];
            while (true) {
                out.write(bytes);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    /** The other program gives some of it back. */
    public void freeBytes(long bytes) {
        Path others = folder.resolve("others");
        try (FileChannel file = FileChannel.open(others, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes away what another program had put there. */
    public void free() {
        run("rm", "-rf", folder.resolve("others").toString());
    }

    @Override
    public void close() {
        run("umount", "-l", folder.toString());
    }
}
