package io.liuhen.storage.space;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that hold a part of the disk, {@code reserve/00} to {@code reserve/15}, to be given back in need. Several, because
 * a disk can run out of names as well as of bytes. What is in them means nothing; they are never synced, and a crash that
 * takes them costs nothing but writing them again. Not thread-safe: guarded by {@link Space}.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final Path FOLDER = Path.of("reserve");
    private static final int FILES = 16;
    private static final int WRITE_BYTES = 1 << 20;

    private final Disk disk;
    private final long fileBytes;

    /** What the files hold now. */
    private long heldBytes;

    /** @param wantedBytes what all files together should hold */
    Reserve(Disk disk, long wantedBytes) {
        this.disk = disk;
        this.fileBytes = wantedBytes / FILES;
        for (String name : disk.list(FOLDER)) {
            heldBytes += size(FOLDER.resolve(name));
        }
    }

    private long size(Path path) {
        try (DiskFile file = disk.openForReading(path)) {
            return file.sizeBytes();
        }
    }

    long wantedBytes() {
        return fileBytes * FILES;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Takes what is wanted from the disk, or nothing where that fails. Returns whether it is held now. */
    boolean take() {
        try {
            disk.createDirectory(FOLDER);
            ByteBuffer noise = noise();
            for (int number = 0; number < FILES; number++) {
                heldBytes += write(FOLDER.resolve(String.format(Locale.ROOT, "%02d", number)), noise);
            }
            return true;
        } catch (StorageException e) {
            LOG.warn("the emergency reserve cannot be taken: {}", e.getMessage());
            giveBack();
            return false;
        }
    }

    /** Returns by how much the file has grown. */
    private long write(Path path, ByteBuffer noise) {
        try (DiskFile file = disk.exists(path) ? disk.open(path) : disk.create(path)) {
            long before = file.sizeBytes();
            long position = before;
            while (position < fileBytes) {
                int count = (int) Math.min(noise.limit(), fileBytes - position);
                file.write(noise.slice(0, count), position);
                position += count;
            }
            return position - before;
        }
    }

    /** Zeros might be kept by a file system as a hole, which holds nothing. */
    private ByteBuffer noise() {
        byte[] noise = new byte[(int) Math.min(WRITE_BYTES, fileBytes)];
        new SplittableRandom(fileBytes).nextBytes(noise);
        return ByteBuffer.wrap(noise);
    }

    /** Gives everything back to the disk. */
    void giveBack() {
        List<String> names = disk.list(FOLDER);
        for (String name : names) {
            try {
                disk.delete(FOLDER.resolve(name));
            } catch (StorageException e) {
                LOG.error("a part of the emergency reserve cannot be given back: {}", e.getMessage());
            }
        }
        heldBytes = 0;
    }
}
