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
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Bytes in files of one disk: staging and vault. */
public final class FilePieces implements Pieces, AutoCloseable {
    /** Failures that say nothing of one file: the store takes no writes. */
    private static final Set<Category> GENERAL = Set.of(Category.AMBIGUOUS_COMMIT, Category.READ_ONLY, Category.CLOSED);

    private final Disk disk;
    private final Durability durability;
    private final DayList dayList;

    private FilePieces(Disk disk, Durability durability) {
        this.disk = disk;
        this.durability = durability;
        this.dayList = new DayList(disk, durability);
    }

    /** Opens or creates the folders. */
    public static FilePieces open(Disk disk, Durability durability) {
        durability.createDirectories(VaultLayout.STAGING);
        durability.createDirectories(VaultLayout.VAULT);
        return new FilePieces(disk, durability);
    }

    /** Takes the folders as they are, and changes nothing as long as nobody asks it to. */
    public static FilePieces openForReading(Disk disk, Durability durability) {
        return new FilePieces(disk, durability);
    }

    @Override
    public PieceWriter writer(SegmentId id, long epoch, long offsetBytes) {
        Path path = VaultLayout.staged(id);
        boolean known = disk.exists(path);
        if (!known && offsetBytes > 0) {
            throw new StorageException(
                    Category.CORRUPT, path + " is gone, but " + offsetBytes + " bytes were acknowledged");
        }
        DiskFile file = known ? disk.open(path) : disk.create(path);
        try {
            long size = file.sizeBytes();
            if (size < offsetBytes) {
                throw new StorageException(
                        Category.CORRUPT, path + " has " + size + " bytes, but " + offsetBytes + " were acknowledged");
            }
            // Once bytes were committed, the name was durable before; until then it may not be.
            StagedFile writer = new StagedFile(file, durability, offsetBytes, offsetBytes > 0);
            if (size > offsetBytes) {
                writer.cutBackTo(offsetBytes);
            } else if (known) {
                // A process that died may have cut it and not synced that: what it cut must not come back, either.
                durability.sync(file);
            }
            return writer;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void publish(Manifest manifest) {
        SegmentId id = manifest.id();
        LocalDate date = id.date();
        Path day = VaultLayout.day(date);
        Path folder = VaultLayout.folder(id);
        byte[] manifestBytes = manifest.bytes();
        durability.createDirectories(day);
        if (!disk.createDirectory(folder)) {
            // An earlier try did not get through; the lines that it may have left name another manifest.
            dayList.remove(date, Set.of(id));
        }
        // The manifest first: an original in the vault never lacks it.
        Path manifestPath = folder.resolve(VaultLayout.MANIFEST);
        disk.delete(manifestPath);
        durability.writeNew(manifestPath, manifestBytes);
        disk.setReadOnly(manifestPath, true);
        // The folder's name before the lines: where there are lines, recovery finds the folder and takes both back.
        durability.syncDirectory(day);
        dayList.add(
                date,
                DayList.line(manifest.sha256(), id, manifest.fileName())
                        + DayList.line(Sha256.digestOf(manifestBytes), id, VaultLayout.MANIFEST));
        // Read-only after the rename: should that find no room, the upload must still take bytes.
        Path original = folder.resolve(manifest.fileName());
        disk.rename(VaultLayout.staged(id), original);
        disk.setReadOnly(original, true);
        durability.syncDirectory(folder);
        durability.syncDirectory(VaultLayout.STAGING);
    }

    @Override
    public boolean unpublish(SegmentId id, String fileName) {
        Path folder = VaultLayout.folder(id);
        if (!disk.exists(folder)) {
            return false;
        }
        Path original = folder.resolve(fileName);
        if (disk.exists(original)) {
            disk.setReadOnly(original, false);
            disk.rename(original, VaultLayout.staged(id));
        } else if (disk.exists(VaultLayout.staged(id))) {
            disk.setReadOnly(VaultLayout.staged(id), false);
        }
        // Also where the bytes were there: an earlier try may have ended between the rename and this.
        durability.syncDirectory(VaultLayout.STAGING);
        // The folder last: it is how a second try sees that the first did not get through.
        dayList.remove(id.date(), Set.of(id));
        disk.delete(folder.resolve(VaultLayout.MANIFEST));
        disk.delete(folder);
        durability.syncDirectory(VaultLayout.day(id.date()));
        return true;
    }

    @Override
    public PieceReader stagedReader(SegmentId id) {
        return new SealedFile(disk.openForReading(VaultLayout.staged(id)));
    }

    @Override
    public PieceReader reader(SegmentId id, String fileName) {
        return new SealedFile(disk.openForReading(VaultLayout.folder(id).resolve(fileName)));
    }

    @Override
    public PieceReader rereader(SegmentId id, String fileName) {
        return new SealedFile(disk.openUncached(VaultLayout.folder(id).resolve(fileName)));
    }

    @Override
    public Inventory inventory() {
        return new FileInventory(disk, dayList);
    }

    @Override
    public Map<SegmentId, StorageException> destroy(Map<SegmentId, String> fileNames) {
        Map<SegmentId, StorageException> left = new TreeMap<>();
        fileNames.keySet().stream()
                .collect(Collectors.groupingBy(SegmentId::date, TreeMap::new, Collectors.toCollection(TreeSet::new)))
                .forEach((day, ids) -> {
                    // The lines first: a list never names what is not there.
                    if (trying(ids, left, () -> removeLines(day, ids))) {
                        ids.forEach(id -> trying(Set.of(id), left, () -> destroy(id, fileNames.getOrDefault(id, ""))));
                        trying(ids, left, () -> syncIfThere(VaultLayout.day(day)));
                    }
                });
        return left;
    }

    /** What one file or one date refuses must not keep the others. */
    private static boolean trying(Set<SegmentId> ids, Map<SegmentId, StorageException> left, Runnable step) {
        try {
            step.run();
            return true;
        } catch (StorageException e) {
            if (GENERAL.contains(e.category())) {
                throw e;
            }
            ids.forEach(id -> left.putIfAbsent(id, e));
            return false;
        }
    }

    private void removeLines(LocalDate day, Set<SegmentId> ids) {
        if (disk.exists(VaultLayout.day(day))) {
            dayList.remove(day, ids);
        }
    }

    private void syncIfThere(Path folder) {
        if (disk.exists(folder)) {
            durability.syncDirectory(folder);
        }
    }

    private void destroy(SegmentId id, String fileName) {
        Path folder = VaultLayout.folder(id);
        if (!disk.exists(folder)) {
            return;
        }
        disk.delete(folder.resolve(fileName));
        disk.delete(folder.resolve(VaultLayout.MANIFEST));
        if (disk.list(folder).isEmpty()) {
            disk.delete(folder);
        } else {
            // Somebody has put something else there, which is not ours to delete.
            durability.syncDirectory(folder);
        }
    }

    @Override
    public byte[] manifest(SegmentId id) {
        try (DiskFile file = disk.openForReading(VaultLayout.folder(id).resolve(VaultLayout.MANIFEST))) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(content, 0);
            return content.array();
        }
    }

    @Override
    public void discard(SegmentId id) {
        Path day = VaultLayout.day(id.date());
        if (disk.exists(day)) {
            // A seal that was taken back just before a kill: nobody comes back to this upload to make that durable.
            durability.syncDirectory(day);
        }
        if (disk.delete(VaultLayout.staged(id))) {
            durability.syncDirectory(VaultLayout.STAGING);
        }
    }

    @Override
    public List<SegmentId> staged() {
        return disk.list(VaultLayout.STAGING).stream()
                .map(VaultLayout::idOfStaged)
                .map(SegmentId::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public void close() {
        dayList.close();
    }

    private static final class StagedFile implements PieceWriter {
        private final DiskFile file;
        private final Durability durability;
        private long end;
        private boolean nameDurable;

        StagedFile(DiskFile file, Durability durability, long end, boolean nameDurable) {
            this.file = file;
            this.durability = durability;
            this.end = end;
            this.nameDurable = nameDurable;
        }

        @Override
        public void append(ByteBuffer bytes) {
            int count = bytes.remaining();
            file.write(bytes, end);
            end += count;
        }

        @Override
        public void flush() {
            durability.sync(file);
            if (!nameDurable) {
                durability.syncDirectory(VaultLayout.STAGING);
                nameDurable = true;
            }
        }

        @Override
        public void cutBackTo(long offsetBytes) {
            file.truncate(offsetBytes);
            // Now: nobody may write before the seal, and then they would come back behind what was sealed.
            durability.sync(file);
            end = offsetBytes;
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            return file.read(target, positionBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private record SealedFile(DiskFile file) implements PieceReader {
        @Override
        public long sizeBytes() {
            return file.sizeBytes();
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            return file.read(target, positionBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
