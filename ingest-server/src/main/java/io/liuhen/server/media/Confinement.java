package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the host offers to hold a worker in, as words before its command. Each replaces itself with what it starts, so
 * the process that is started is, in the end, the worker itself.
 *
 * <p>Where a host lacks a tool, or forbids it as many containers do, the worker runs without; what is in force is logged
 * once. None of this keeps a worker that was taken over from the files of its own user: that takes a sandbox around the
 * whole server, or a user of the worker's own.
 */
final class Confinement {

    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

    private static final int TRIAL_SECONDS = 5;

    /** The muxer may overshoot by what it has buffered before the worker's own check stops it. */
    private static final long OUTPUT_SLACK_BYTES = 64L << 20;

    private Confinement() {}

    static List<String> words(WorkerLimits limits) {
        List<String> words = new ArrayList<>();
        Optional<String> harmless = tool("true");
        for (List<String> candidate : candidates(limits)) {
            boolean works = harmless.isPresent() && works(candidate, harmless.get());
            LOG.info("Media workers run {} {}", works ? "with" : "WITHOUT", String.join(" ", candidate));
            if (works) {
                words.addAll(candidate);
            }
        }
        return words;
    }

    private static List<List<String>> candidates(WorkerLimits limits) {
        List<List<String>> candidates = new ArrayList<>();
        // A network of its own, with nothing in it.
        tool("unshare")
                .ifPresent(unshare -> candidates.add(List.of(unshare, "--user", "--map-current-user", "--net", "--")));
        tool("nice").ifPresent(nice -> candidates.add(List.of(nice, "-n", "10")));
        tool("prlimit").ifPresent(prlimit -> candidates.add(resourceLimits(prlimit, limits)));
        return candidates;
    }

    private static List<String> resourceLimits(String prlimit, WorkerLimits limits) {
        long outputBytes = limits.outputLimitBytes() + OUTPUT_SLACK_BYTES;
        return List.of(
                prlimit,
                "--as=" + limits.addressSpaceLimitBytes(),
                "--fsize=" + outputBytes,
                "--core=0",
                "--nofile=256",
                "--");
    }

    private static boolean works(List<String> words, String harmless) {
        List<String> line = new ArrayList<>(words);
        line.add(harmless);
        try {
            Process trial = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (trial.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS)) {
                return trial.exitValue() == 0;
            }
            trial.destroyForcibly();
            return false;
        } catch (IOException e) {
            LOG.debug("{} cannot be tried", words, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** In the places of the system only: no search path decides what is run. */
    private static Optional<String> tool(String name) {
        return Stream.of("/usr/bin", "/bin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
