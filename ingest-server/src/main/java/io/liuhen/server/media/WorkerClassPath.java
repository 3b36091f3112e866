package io.liuhen.server.media;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;

/** The part of this server's class path that a worker needs: this code, and the decoders. The rest it need not see. */
final class WorkerClassPath {
    private WorkerClassPath() {}

    static String ofThisServer() {
        Set<Path> places = new LinkedHashSet<>();
        places.add(placeOf(MediaWorkerMain.class));
        // Named, never used: a class that only says where it is from is not initialised, and loads nothing native.
        for (Class<?> decoders : Set.of(Loader.class, avutil.class)) {
            places.addAll(withNatives(placeOf(decoders)));
        }
        return places.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static Path placeOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new IllegalStateException("nobody knows where " + type.getName() + " is from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("no path: " + source.getLocation(), e);
        }
    }

    /** Libraries for each platform stand beside the jar with the classes, under its name and theirs. */
    private static Set<Path> withNatives(Path jar) {
        String name = String.valueOf(jar.getFileName());
        if (!name.endsWith(".jar")) {
            return Set.of(jar);
        }
        String stem = name.substring(0, name.length() - ".jar".length());
        try (Stream<Path> beside = Files.list(parentOf(jar))) {
            return beside.filter(file -> {
                        String other = String.valueOf(file.getFileName());
                        return other.startsWith(stem) && other.endsWith(".jar");
                    })
                    .sorted()
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException("the decoders' place cannot be looked at", e);
        }
    }

    private static Path parentOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }
}
