package io.liuhen.server.http.upload;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a chunk's digest may be made with, by the names that tus uses. */
enum ChecksumAlgorithm {
    SHA1("sha1", "SHA-1", 20),
    SHA256("sha256", "SHA-256", 32),
    SHA512("sha512", "SHA-512", 64),
    MD5("md5", "MD5", 16),
    /** RFC 3720, appendix B.4; four bytes, the highest first. */
    CRC32C("crc32c", "", 4);

    private final String text;
    private final String javaName;
    private final int digestBytes;

    ChecksumAlgorithm(String text, String javaName, int digestBytes) {
        this.text = text;
        this.javaName = javaName;
        this.digestBytes = digestBytes;
    }

    static Optional<ChecksumAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(name))
                .findFirst();
    }

    /** All of them, as {@code Tus-Checksum-Algorithm} tells them. */
    static String names() {
        return Arrays.stream(values()).map(algorithm -> algorithm.text).collect(Collectors.joining(","));
    }

    /** The name of its {@code MessageDigest}; empty where it is none. */
    String javaName() {
        return javaName;
    }

    int digestBytes() {
        return digestBytes;
    }
}
