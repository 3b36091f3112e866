package io.liuhen.server.http.read;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The vault of a store, as somebody finds it who goes round the server. */
final class Vault {
    private Vault() {}

    /** The original of a segment. */
    static Path original(Path store, String segment) throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("vault"))) {
            return files.filter(file -> file.toString().contains(segment)
                            && String.valueOf(file.getFileName()).startsWith("original"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Changes one bit of an original, as a failing disk does. */
    static void flip(Path original, int position) throws IOException {
        Files.setPosixFilePermissions(original, PosixFilePermissions.fromString("rw-------"));
        byte[] bytes = Files.readAllBytes(original);
        bytes[position] ^= 1;
        Files.write(original, bytes);
    }
}
