package io.liuhen.server.keys;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A small secret in a file of its own, which nobody but the server's user can read. Confined to whoever owns it.
 *
 * @param folder made where it is missing
 * @param nanoTime time that only passes
 */
record OwnerOnlyFile(Path folder, Path name, LongSupplier nanoTime) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int BYTES_MAX = 1 << 20;

    /** Where it is, for messages. */
    Path path() {
        return folder.resolve(name);
    }

    /**
     * What is in it; empty where it is not there.
     *
     * @throws IllegalStateException with a sentence for the operator, where others could have read it
     */
    Optional<byte[]> read() {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (!Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
                throw new IllegalStateException(file
                        + " must be readable for the server's user alone: chmod 600, and think who may have read it");
            }
            try (DiskFile open = RealDisk.below(folder).openForReading(name)) {
                ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(Math.min(BYTES_MAX, open.sizeBytes())));
                open.read(content, 0);
                return Optional.of(content.array());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Makes it, durably: what a lost key has protected or signed would be lost with it. */
    void write(byte[] content) {
        try {
            Files.createDirectories(folder);
            Disk disk = RealDisk.below(folder);
            Durability durability = new Durability(disk, nanoTime, SyncObserver.none());
            Path fresh = Path.of(name + ".new");
            disk.delete(fresh);
            // Closed to others from its first moment on, whatever its folder allows.
            Files.createFile(disk.absolute(fresh), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            try (DiskFile file = disk.open(fresh)) {
                file.write(ByteBuffer.wrap(content), 0);
                durability.sync(file);
            }
            disk.rename(fresh, name);
            durability.syncDirectory(Path.of(""));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.resolve(name) + ": " + e.getMessage(), e);
        }
    }
}
