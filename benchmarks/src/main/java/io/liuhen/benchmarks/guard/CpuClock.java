package io.liuhen.benchmarks.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * CPU time of this process, Java's, RocksDB's, the collector's, but for threads whose work is nobody's cost here: the JIT
 * compilers (a compilation costs as much as a quarter of a round, comes when it likes, and never again in a server that has
 * run for a minute), the load's own clients, and what a server does with an upload after it was acknowledged.
 *
 * <p>Adds up what Linux keeps for each thread, in nanoseconds. Java's own clock of process time cannot leave a thread
 * out, and goes in steps of 10 ms. A thread must not end between two readings; the engine's and Java's do not.
 */
public final class CpuClock {
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Pattern IGNORED = Pattern.compile("C[12] Compiler|load-client|liuhen-pipeline");

    private final Set<String> ignored = new HashSet<>();
    private final Set<String> others = new HashSet<>();

    /** CPU time that was used so far. */
    public long nanos() {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                sum += nanos(thread);
            }
        } catch (IOException e) {
            throw new UnmeasuredException(
                    "the CPU time of threads is read from " + THREADS + ", as Linux has it: " + e, e);
        }
        return sum;
    }

    private long nanos(Path thread) throws IOException {
        try {
            if (ignores(thread)) {
                return 0;
            }
            String used = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(used.substring(0, used.indexOf(' ')));
        } catch (NoSuchFileException e) {
            // It ended while we looked.
            return 0;
        }
    }

    /** Asked once for each thread: its name does not change, and reading it twice a turn would cost. */
    private boolean ignores(Path thread) throws IOException {
        String id = thread.toString();
        if (!ignored.contains(id) && !others.contains(id)) {
            boolean nobodys =
                    IGNORED.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
            (nobodys ? ignored : others).add(id);
        }
        return ignored.contains(id);
    }
}
