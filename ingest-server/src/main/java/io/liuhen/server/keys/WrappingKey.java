package io.liuhen.server.keys;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
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
    private static final Path FILE = Path.of("wrapping.key");
    private static final Path FRESH = Path.of("wrapping.key.new");
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte FORMAT = 1;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final LongSupplier nanoTime;
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
        this.folder = folder;
        this.nanoTime = nanoTime;
        this.random = random;
        try {
            known = Files.exists(folder.resolve(FILE))
                    ? Optional.of(aes(read(RealDisk.below(folder))))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of keys cannot be used: " + e.getMessage(), e);
        }
    }

    private static SecretKeySpec aes(byte[] key) {
        return new SecretKeySpec(key, "AES");
    }

    private synchronized SecretKeySpec made() {
        if (known.isEmpty()) {
            Disk disk = RealDisk.below(folder);
            try {
                known = Optional.of(aes(make(disk, new Durability(disk, nanoTime, SyncObserver.none()), random)));
            } catch (IOException e) {
                throw new UncheckedIOException("no key can be made in " + folder + ": " + e.getMessage(), e);
            }
        }
        return known.get();
    }

    private synchronized SecretKeySpec there() {
        return known.orElseThrow(() -> new IllegalStateException("the store has keys of machines that were wrapped by "
                + folder.resolve(FILE) + ", which is not there: restore it from its backup"));
    }

    private static byte[] read(Disk disk) throws IOException {
        Path file = disk.absolute(FILE);
        if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
            throw new IllegalStateException(
                    file + " must be readable for the server's user alone: chmod 600, and think who may have read it");
        }
        try (DiskFile open = disk.openForReading(FILE)) {
            ByteBuffer text = ByteBuffer.allocate(2 * KEY_BYTES + 1);
            open.read(text, 0);
            byte[] key = HexFormat.of()
                    .parseHex(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip());
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(file + " is not a key: restore it from its backup", e);
        }
        throw new IllegalStateException(file + " is not a key: restore it from its backup");
    }

    private static byte[] make(Disk disk, Durability durability, RandomGenerator random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        disk.delete(FRESH);
        // Closed to others from its first moment on, whatever its folder allows.
        Files.createFile(disk.absolute(FRESH), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try (DiskFile file = disk.open(FRESH)) {
            file.write(ByteBuffer.wrap((HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            durability.sync(file);
        }
        disk.rename(FRESH, FILE);
        // Before anything is wrapped by it: what a lost key has wrapped is lost with it.
        durability.syncDirectory(Path.of(""));
        return key;
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
        return "wrapping key in " + folder;
    }
}
