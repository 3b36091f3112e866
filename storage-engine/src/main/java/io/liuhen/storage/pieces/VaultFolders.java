package io.liuhen.storage.pieces;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.Manifest;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is in the vault according to the folders alone, for who has no index. Thread-safe. */
public final class VaultFolders {
    private final Disk disk;
    private final Durability durability;

    public VaultFolders(Disk disk, Durability durability) {
        this.disk = disk;
        this.durability = durability;
    }

    /** The days that have a folder, in order. */
    public List<LocalDate> days() {
        List<LocalDate> days = new ArrayList<>();
        for (String year : disk.list(VaultLayout.VAULT)) {
            for (String month : disk.list(VaultLayout.VAULT.resolve(year))) {
                for (String day : disk.list(VaultLayout.VAULT.resolve(year).resolve(month))) {
                    date(year + "-" + month + "-" + day).ifPresent(days::add);
                }
            }
        }
        return days;
    }

    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Ids of a day that have a folder there, in order. */
    public List<SegmentId> ids(LocalDate day) {
        return disk.list(VaultLayout.day(day)).stream()
                .flatMap(name -> SegmentId.parse(name).stream())
                .filter(id -> id.date().equals(day))
                .toList();
    }

    /** Length of a segment's original; empty if there is none. */
    public OptionalLong originalBytes(SegmentId id, String fileName) {
        return sizeBytes(VaultLayout.folder(id).resolve(fileName));
    }

    /** Whether there is anything beside the manifest in a segment's folder. */
    public boolean holdsMoreThanAManifest(SegmentId id) {
        return disk.list(VaultLayout.folder(id)).stream().anyMatch(name -> !name.equals(VaultLayout.MANIFEST));
    }

    /** Whether the staged bytes of an upload are the original that a manifest describes. Reads all of them. */
    public boolean stagedIsOriginalOf(Manifest manifest) {
        Path staged = VaultLayout.staged(manifest.id());
        if (!sizeBytes(staged).equals(OptionalLong.of(manifest.lengthBytes()))) {
            return false;
        }
        MessageDigest digest = Sha256.newDigest();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        try (DiskFile file = disk.openForReading(staged)) {
            for (long position = 0; position < manifest.lengthBytes(); position += buffer.limit()) {
                buffer.clear();
                if (file.read(buffer, position) == 0) {
                    return false;
                }
                digest.update(buffer.flip());
            }
        }
        return Sha256.of(digest.digest()).equals(manifest.sha256());
    }

    /** Makes the names in a segment's folder durable. */
    public void sync(SegmentId id) {
        durability.syncDirectory(VaultLayout.folder(id));
    }

    private OptionalLong sizeBytes(Path path) {
        try (DiskFile file = disk.openForReading(path)) {
            return OptionalLong.of(file.sizeBytes());
        } catch (StorageException e) {
            if (e.category() == Category.MISSING) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }
}
