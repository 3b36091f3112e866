package io.liuhen.server.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The ways in which this host may hold a worker in, the strongest first: words before its command. Built from the tools
 * that every Linux has ({@code util-linux}), for no root is needed where user namespaces are allowed. Whether a way
 * works, and what it holds, is for {@link WallTrial} to find out.
 *
 * <p>A way ends in the worker itself, or in one parent of it, which ends with it.
 */
final class Confinement {
    private static final String SCRIPT = "own-root.sh";
    private static final int MAX_OPEN_FILES = 64;

    private final MediaConfig config;
    private final Path decoders;

    Confinement(MediaConfig config, Path decoders) {
        this.config = config;
        this.decoders = decoders;
    }

    /** A way: its name for people, and its words. */
    record Way(String name, List<String> words) {
        Way {
            words = List.copyOf(words);
        }
    }

    /** All that this host has the tools for; the last is none at all. */
    List<Way> ways() throws IOException {
        List<Way> ways = new ArrayList<>();
        ownRoot().ifPresent(ways::add);
        Host.tool("unshare")
                .map(unshare -> List.of(unshare, "--user", "--map-current-user", "--net", "--ipc", "--"))
                .ifPresent(words -> ways.add(way("own network", words)));
        ways.add(way("own limits", List.of()));
        ways.add(new Way("nothing", nice()));
        return ways;
    }

    /** Namespaces of its own for users, mounts, processes and network, and a root with next to nothing in it. */
    private Optional<Way> ownRoot() throws IOException {
        Optional<String> unshare = Host.tool("unshare");
        if (unshare.isEmpty()
                || Host.tool("pivot_root").isEmpty()
                || Host.tool("setpriv").isEmpty()) {
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        words.add(unshare.get());
        words.addAll(List.of("--user", "--map-root-user", "--mount", "--net", "--ipc", "--uts"));
        words.addAll(List.of("--pid", "--fork", "--kill-child", "--"));
        words.addAll(List.of("/bin/sh", "-c", script(), "own-root"));
        words.add(Files.createDirectories(config.scratchDirectory().resolve("root"))
                .toString());
        words.add(decoders.toString());
        visible().forEach(path -> words.add(path.toString()));
        words.add("--");
        return Optional.of(way("own root", words));
    }

    /** What a worker reads, besides the system's libraries: the Java runtime, this code, the decoders. */
    private Set<Path> visible() throws IOException {
        Set<Path> visible = new LinkedHashSet<>();
        Path javaHome = parent(parent(config.javaExecutable().toRealPath()));
        visible.add(javaHome);
        visible.addAll(linkedFrom(javaHome.resolve("conf")));
        for (String entry : config.workerClassPathEntries()) {
            visible.add(Path.of(entry));
        }
        try (Stream<Path> unpacked = Files.list(decoders)) {
            unpacked.filter(Files::isDirectory).forEach(visible::add);
        }
        Path loader = Path.of("/etc/ld.so.cache");
        if (Files.exists(loader)) {
            visible.add(loader);
        }
        visible.removeIf(path -> path.startsWith("/usr") || !Files.exists(path));
        return visible;
    }

    /** Distributions keep a runtime's settings below /etc and link to them. */
    private static Set<Path> linkedFrom(Path directory) throws IOException {
        Set<Path> targets = new LinkedHashSet<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory, 3)) {
                for (Path link : (Iterable<Path>) files.filter(Files::isSymbolicLink)::iterator) {
                    if (Files.exists(link)) {
                        targets.add(parent(link.toRealPath()));
                    }
                }
            }
        }
        return targets;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private static String script() throws IOException {
        try (InputStream script = Confinement.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IOException(SCRIPT + " is missing in the jar");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The words that every way has around its own: politeness before, privileges and limits behind. */
    private Way way(String name, List<String> own) {
        List<String> words = new ArrayList<>(nice());
        words.addAll(own);
        Host.tool("setpriv")
                .ifPresent(setpriv -> words.addAll(
                        List.of(setpriv, "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--")));
        Host.tool("prlimit").ifPresent(prlimit -> words.addAll(limits(prlimit)));
        return new Way(name, words);
    }

    private static List<String> nice() {
        return Host.tool("nice").map(nice -> List.of(nice, "-n", "10")).orElse(List.of());
    }

    /** No file may grow at all: what a worker makes goes to the server, which writes it. */
    private List<String> limits(String prlimit) {
        return List.of(
                prlimit,
                "--as=" + config.limits().addressSpaceLimitBytes(),
                "--fsize=0",
                "--core=0",
                "--nofile=" + MAX_OPEN_FILES,
                "--");
    }
}
