package io.liuhen.server.importing;

import io.liuhen.storage.format.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
    private static final int HEXADECIMAL = 16;
    private static final char UNREADABLE = '\uFFFD';

    /**
     * What is in a folder.
     *
     * @param files in the order of their names
     * @param passedOver names of what is neither a file nor a folder, such as links: they lead elsewhere
     */
    record Folder(List<SourceFile> files, List<String> passedOver) {}

    /** All that is below a folder. */
    static Folder below(Path folder) throws IOException {
        List<SourceFile> files = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    files.add(new SourceFile(
                            path,
                            name(folder, path),
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant()));
                } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    passedOver.add(name(folder, path));
                }
            }
        }
        files.sort(Comparator.comparing(SourceFile::name));
        return new Folder(files, passedOver);
    }

    private static String name(Path folder, Path path) {
        String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
        return name.indexOf(UNREADABLE) < 0 ? name : nameByItsBytes(folder, path);
    }

    /** Of a name that Java could not read, since its bytes are in no encoding that it knows of, or in none. */
    private static String nameByItsBytes(Path folder, Path path) {
        String escaped = folder.toUri().relativize(path.toUri()).getRawPath();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < escaped.length(); i++) {
                boolean one = escaped.charAt(i) == '%';
                bytes.write(one ? Integer.parseInt(escaped.substring(i + 1, i + 3), HEXADECIMAL) : escaped.charAt(i));
                i += one ? 2 : 0;
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            // Two such names must not become one.
            return escaped;
        }
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
