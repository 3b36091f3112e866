package io.liuhen.server.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets that the server must be able to use again (AES-256-GCM), so that the store and its backups alone do not
 * give them away. Thread-safe.
 *
 * <pre>
 * wrapped    base64( u8 format 1 | 12 bytes nonce | ciphertext | 16 bytes tag )
 * </pre>
 */
public final class WrappingKey {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;

    private final OwnerOnlyFile file;
    private final RandomGenerator random;
    private Optional<SecretKeySpec> known;

    /**
     * The key in a folder; made when it is first needed to wrap something, so that who has no secrets needs no key.
     *
     * @param nanoTime time that only passes
     * @param random a secure source
     * @throws IllegalStateException with a sentence for the operator, if the file is no key, or others can read it
     */
    public WrappingKey(Path folder, LongSupplier nanoTime, RandomGenerator random) {
        this.file = new OwnerOnlyFile(folder, Path.of("wrapping.key"), nanoTime);
        this.random = random;
        this.known = file.read().map(text -> aes(key(text)));
    }

    private static SecretKeySpec aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    private synchronized SecretKeySpec made() {
        if (known.isEmpty()) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            // Before anything is wrapped by it: what a lost key has wrapped is lost with it.
            file.write((HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII));
            known = Optional.of(aes(key));
        }
        return known.get();
    }

    private synchronized SecretKeySpec there() {
        return known.orElseThrow(() -> new IllegalStateException("the store has keys of machines that were wrapped by "
                + file.path() + ", which is not there: restore it from its backup"));
    }

    private byte[] key(byte[] text) {
        try {
            byte[] key = HexFormat.of().parseHex(new String(text, StandardCharsets.US_ASCII).strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file.path() + " is not a key: restore it from its backup", e);
        }
        throw new IllegalStateException(file.path() + " is not a key: restore it from its backup");
    }

    /**
     * Encrypts a secret.
     *
     * @param owner whose it is: it opens for nobody else
     */
    public String wrap(byte[] secret, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(made(), Cipher.ENCRYPT_MODE, nonce, owner, secret);
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                        .put(FORMAT)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    /**
     * Decrypts a secret.
     *
     * @throws IllegalStateException if it was wrapped by another key, for another owner, or was changed
     */
    public byte[] unwrap(String wrapped, String owner) {
        byte[] bytes = Base64.getDecoder().decode(wrapped);
        if (bytes.length <= 1 + NONCE_BYTES || bytes[0] != FORMAT) {
            throw new IllegalStateException("the secret of " + owner + " has no form that this server knows");
        }
        byte[] nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE_BYTES);
        return cipher(
                there(), Cipher.DECRYPT_MODE, nonce, owner, Arrays.copyOfRange(bytes, 1 + NONCE_BYTES, bytes.length));
    }

    private static byte[] cipher(SecretKeySpec key, int mode, byte[] nonce, String owner, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the secret of " + owner + " does not open: is the server's own key the one of this store?", e);
        }
    }

    /** Not the key: it must not slip into a log. */
    @Override
    public String toString() {
        return "wrapping key in " + file.path();
    }
}
