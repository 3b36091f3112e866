package io.liuhen.storage.format;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A SHA-256 digest (FIPS 180-4). */
public final class Sha256 {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final byte[] digest;

    private Sha256(byte[] digest) {
        if (digest.length != BYTES) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + digest.length);
        }
        this.digest = digest;
    }

    /** The digest with these 32 bytes. */
    public static Sha256 of(byte[] digest) {
        return new Sha256(digest.clone());
    }

    /** The digest of this content. */
    public static Sha256 digestOf(byte[] content) {
        return new Sha256(newDigest().digest(content));
    }

    /** The digest that these 64 hexadecimal digits write, in either case; empty for anything else. */
    public static Optional<Sha256> parse(String hex) {
        return HEX.matcher(hex).matches()
                ? Optional.of(new Sha256(HexFormat.of().parseHex(hex)))
                : Optional.empty();
    }

    /**
     * A running digest of the JDK's own provider. Named explicitly: another provider registered first may be seven times
     * slower.
     */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | java.security.NoSuchProviderException e) {
            throw new IllegalStateException("this Java has no SHA-256 of its own", e);
        }
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return digest.clone();
    }

    /** The usual base64, as RFC 9530 writes digests. */
    public String base64() {
        return Base64.getEncoder().encodeToString(digest);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sha256 that && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** 64 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest);
    }
}
