package io.liuhen.server.http;

import io.liuhen.storage.format.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The algorithms that RFC 9530 calls active, by its names for them. */
public enum DigestAlgorithm {
    /** SHA-256. */
    SHA_256("sha-256", Sha256.BYTES),
    /** SHA-512. */
    SHA_512("sha-512", 64);

    private final String key;
    private final int bytes;

    DigestAlgorithm(String key, int bytes) {
        this.key = key;
        this.bytes = bytes;
    }

    /** Its key in a digest field. */
    public String key() {
        return key;
    }

    /** How long a digest is. */
    public int bytes() {
        return bytes;
    }

    /** One that runs from here. */
    public MessageDigest running() {
        if (this == SHA_256) {
            return Sha256.newDigest();
        }
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
