package io.liuhen.server.importing;

import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One file of the folder.
 *
 * @param name its path within the folder, with slashes
 * @param modifiedAt as the folder says it
 */
record SourceFile(Path path, String name, long lengthBytes, Instant modifiedAt) {
    private static final int BUFFER_BYTES = 256 << 10;

    /** All files below a folder, in the order of their names. Links are not followed: they lead elsewhere. */
    static List<SourceFile> below(Path folder) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    files.add(new SourceFile(
                            path,
                            folder.relativize(path).toString().replace('\\', '/'),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                }
            }
        }
        files.sort(Comparator.comparing(SourceFile::name));
        return files;
    }

    Sha256 sha256() throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return Sha256.of(digest.digest());
    }
}
