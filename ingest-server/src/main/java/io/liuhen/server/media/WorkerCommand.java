package io.liuhen.server.media;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is started: a small JVM, {@linkplain Confinement confined} as far as the host allows, in an empty
 * environment. Thread-safe.
 */
final class WorkerCommand {

    private static final long MIB = 1L << 20;

    private final MediaConfig config;
    private @Nullable List<String> confinement;

    WorkerCommand(MediaConfig config) {
        this.config = config;
    }

    Process start() throws IOException {
        createPrivately(temporaryFiles());
        createPrivately(unpackedDecoders());
        ProcessBuilder builder = new ProcessBuilder(line());
        builder.directory(config.scratchDirectory().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment());
        return builder.start();
    }

    /** What is unpacked there is run: nobody else may put anything in its place. */
    private static void createPrivately(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    /** Found out once, by the first worker. */
    private synchronized List<String> confinement() {
        List<String> known = confinement;
        if (known == null) {
            known = Confinement.words(config.limits());
            confinement = known;
        }
        return known;
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
        line.addAll(confinement());
        line.add(config.javaExecutable().toString());
        line.addAll(virtualMachine());
        line.addAll(decoderLoading());
        line.add("-cp");
        line.add(absoluteClassPath());
        line.add(MediaWorkerMain.class.getName());
        return line;
    }

    private List<String> virtualMachine() {
        return List.of(
                "-XX:+IgnoreUnrecognizedVMOptions",
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
}
