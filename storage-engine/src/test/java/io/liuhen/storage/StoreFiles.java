package io.liuhen.storage;

import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What can happen to the files of a store behind its back. */
final class StoreFiles {
    private StoreFiles() {}

    static void flip(Path file, long at) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[Math.toIntExact(at)] ^= 0x10;
        put(file, content);
    }

    /** Puts another file in the place of one, which may be read-only. */
    static void put(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }

    static void cut(Path file, long bytes) throws IOException {
        byte[] content = Files.readAllBytes(file);
        put(file, Arrays.copyOf(content, Math.toIntExact(content.length - bytes)));
    }

    /** Everything below a folder: of files the digest of what is in them, of folders that they are there. */
    static Map<String, String> tree(Path folder) throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.toList()) {
                String what = Files.isDirectory(each)
                        ? "folder"
                        : Sha256.digestOf(Files.readAllBytes(each)).toString();
                tree.put(folder.relativize(each).toString(), what);
            }
        }
        return tree;
    }

    /** Copies a folder that has no folders in it. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Deletes a folder that has no folders in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
