package io.liuhen.server.media;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a worker is started: a small JVM, {@linkplain Confinement confined} as far as the host allows, in an empty
 * environment. Thread-safe.
 */
final class WorkerCommand {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);
    private static final long MIB = 1L << 20;
    private static final int TRIAL_SECONDS = 20;

    private final MediaConfig config;
    private @Nullable Chosen chosen;

    WorkerCommand(MediaConfig config) {
        this.config = config;
    }

    /** The way in which workers of this host are started, and what it was found to hold. */
    record Chosen(Confinement.Way way, Isolation isolation) {}

    Process start() throws IOException {
        Chosen found = chosen();
        if (!found.isolation().reaches(config.leastIsolation())) {
            throw new IOException(
                    "this host walls media workers in as \"" + found.isolation().description()
                            + "\", which is less than the " + config.leastIsolation() + " that is asked for");
        }
        return process(line(found.way(), MediaWorkerMain.class, List.of()));
    }

    /** How well workers are walled in; found out once, by trying, which takes a second or two. */
    Isolation isolation() throws IOException {
        return chosen().isolation();
    }

    private synchronized Chosen chosen() throws IOException {
        Chosen known = chosen;
        if (known == null) {
            createPrivately(temporaryFiles());
            createPrivately(unpackedDecoders());
            unpackDecoders();
            known = tryOut(ways());
            LOG.info("Media workers are walled in: {}", known.isolation().description());
            chosen = known;
        }
        return known;
    }

    /** Once, by our own code alone and before any media: a worker must not be able to write what another one runs. */
    private void unpackDecoders() throws IOException {
        Confinement.Way free = new Confinement.Way("nothing", List.of());
        Process process = process(line(free, MediaWorkerMain.class, List.of(MediaWorkerMain.UNPACK)));
        WorkerProcess unpacking = new WorkerProcess(process);
        process.getOutputStream().close();
        boolean unpacked =
                unpacking.endsWellWithin((int) config.limits().startTime().toSeconds());
        unpacking.kill();
        if (!unpacked) {
            throw new IOException("the decoders cannot be unpacked. " + unpacking.epitaph());
        }
    }

    /** The ways that there are on this host, the strongest first. */
    List<Confinement.Way> ways() throws IOException {
        return new Confinement(config, unpackedDecoders()).ways();
    }

    /** The way that holds most, and what it holds. */
    Chosen tryOut(List<Confinement.Way> ways) throws IOException {
        Chosen best = null;
        Path secret = config.scratchDirectory().resolve("secret");
        Files.writeString(secret, "what no worker may read");
        try (ServerSocket door = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
            for (Confinement.Way way : ways) {
                Optional<Isolation> found = tryOut(way, secret, door.getLocalPort());
                LOG.debug(
                        "{}: {}", way.name(), found.map(Isolation::description).orElse("does not start"));
                if (found.isPresent()
                        && (best == null
                                || found.get()
                                                .level()
                                                .compareTo(best.isolation().level())
                                        > 0)) {
                    best = new Chosen(way, found.get());
                }
                if (best != null && best.isolation().level() == Isolation.Level.SEALED) {
                    break;
                }
            }
        }
        // Where not even a bare process can be tried, starting the worker will tell why.
        return best != null
                ? best
                : new Chosen(ways.get(ways.size() - 1), new Isolation(Set.of(), "could not be tried"));
    }

    private Optional<Isolation> tryOut(Confinement.Way way, Path secret, int port) throws IOException {
        Process process = process(line(way, WallTrial.class, List.of(secret.toString(), Integer.toString(port))));
        WorkerProcess trial = new WorkerProcess(process);
        process.getOutputStream().close();
        boolean ran = trial.endsWellWithin(TRIAL_SECONDS);
        String said = ran ? new String(process.getInputStream().readNBytes(1024), StandardCharsets.US_ASCII) : "";
        trial.kill();
        List<String> words = List.of(said.strip().split(" ", -1));
        if (!words.contains(WallTrial.RAN)) {
            LOG.debug("{}: {}", way.name(), trial.epitaph());
            return Optional.empty();
        }
        Set<Wall> held = EnumSet.noneOf(Wall.class);
        words.forEach(word -> Wall.ofCode(word).ifPresent(held::add));
        return Optional.of(new Isolation(held, way.name()));
    }

    private Process process(List<String> line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line);
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

    /**
     * With one arena, glibc gives back what decoders free; with one per thread, a worker grows with every file. The
     * locale lets the JVM name files whose names are not ASCII.
     */
    private static Map<String, String> environment() {
        return Map.of("MALLOC_ARENA_MAX", "1", "LC_ALL", "C.UTF-8");
    }

    /** Without the links on its way, which a root of its own does not have. What is not there, starting it will tell. */
    private String java() {
        try {
            return config.javaExecutable().toRealPath().toString();
        } catch (IOException e) {
            LOG.debug("{} cannot be followed", config.javaExecutable(), e);
            return config.javaExecutable().toString();
        }
    }

    private List<String> line(Confinement.Way way, Class<?> program, List<String> arguments) {
        List<String> line = new ArrayList<>(way.words());
        line.add(java());
        line.addAll(virtualMachine());
        line.addAll(decoderLoading());
        line.add("-cp");
        line.add(String.join(File.pathSeparator, config.workerClassPathEntries()));
        line.add(program.getName());
        line.addAll(arguments);
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
}
