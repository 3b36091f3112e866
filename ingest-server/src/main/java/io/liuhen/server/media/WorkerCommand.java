package io.liuhen.server.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a worker is started: a small JVM behind {@code nice} and {@code prlimit}, where the host has them, in an empty
 * environment. Both replace themselves with what they start, so the process we get is the JVM itself.
 */
final class WorkerCommand {

    private static final long MIB = 1L << 20;

    /** The muxer may overshoot by what it has buffered before the worker's own check stops it. */
    private static final long OUTPUT_SLACK_BYTES = 64 * MIB;

    private final MediaConfig config;

    WorkerCommand(MediaConfig config) {
        this.config = config;
    }

    Process start() throws IOException {
        Files.createDirectories(temporaryFiles());
        Files.createDirectories(unpackedDecoders());
        ProcessBuilder builder = new ProcessBuilder(line());
        builder.directory(config.scratchDirectory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder.start();
    }

    /**
     * With one arena, glibc gives back what decoders free; with one per thread, a worker grows with every file. The
     * locale lets the JVM name files whose names are not ASCII.
     */
    private static Map<String, String> environment() {
        return Map.of("MALLOC_ARENA_MAX", "1", "LC_ALL", "C.UTF-8");
    }

    private List<String> line() {
        List<String> line = new ArrayList<>();
        tool("nice").ifPresent(nice -> line.addAll(List.of(nice, "-n", "10")));
        tool("prlimit").ifPresent(prlimit -> line.addAll(resourceLimits(prlimit)));
        line.add(config.javaExecutable().toString());
        line.addAll(virtualMachine());
        line.addAll(decoderLoading());
        line.add("-cp");
        line.add(absoluteClassPath());
        line.add(MediaWorkerMain.class.getName());
        return line;
    }

    private List<String> resourceLimits(String prlimit) {
        WorkerLimits limits = config.limits();
        long outputBytes = limits.outputLimitBytes() + OUTPUT_SLACK_BYTES;
        return List.of(
                prlimit,
                "--as=" + limits.addressSpaceLimitBytes(),
                "--fsize=" + outputBytes,
                "--core=0",
                "--nofile=256",
                "--");
    }

    private List<String> virtualMachine() {
        return List.of(
                "-Xms16m",
                "-Xmx" + config.limits().heapBytes() / MIB + "m",
                "-Xss512k",
                "-XX:+UseSerialGC",
                // Native code does the work: the quick compiler is enough, and starts sooner.
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=24m",
                "-XX:MaxMetaspaceSize=64m",
                "-XX:CompressedClassSpaceSize=32m",
                "-XX:MaxDirectMemorySize=16m",
                "-Xshare:auto",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-CreateCoredumpOnCrash",
                // Standard output is the wire, and the VM would print its warnings there.
                "-XX:+DisplayVMOutputToStderr",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporaryFiles(),
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8");
    }

    /** JavaCPP's own bookkeeping of native memory is off: everything is closed by hand, and the limits are ours. */
    private List<String> decoderLoading() {
        return List.of(
                "-Dorg.bytedeco.javacpp.cachedir=" + unpackedDecoders(),
                "-Dorg.bytedeco.javacpp.nopointergc=true",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    }

    private Path temporaryFiles() {
        return config.scratchDirectory().resolve("tmp");
    }

    private Path unpackedDecoders() {
        return config.scratchDirectory().resolve("decoders");
    }

    /** The worker runs in another directory than the server. */
    private String absoluteClassPath() {
        return Stream.of(config.workerClassPath().split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
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
