package io.liuhen.storage.recovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.Index;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The file {@code GENERATION} beside the index, by which an older copy of the index is told from the index itself. Each
 * opening, and from time to time a running server, puts a new content in it, of which the index has heard before. So an
 * index that was copied before that, and put back, does not go with the file.
 *
 * <p>The logs alone would not tell: a chunk's offset is in the index only, and under an older one acknowledged bytes pass
 * for bytes that nobody was told of.
 */
public final class Generation {
    private static final Path PATH = Path.of("GENERATION");
    private static final int VERSION = 1;

    private final byte[] content;
    private final Generations known;

    private Generation(byte[] content, Generations known) {
        this.content = content;
        this.known = known;
    }

    /**
     * Refuses an index that does not go with the file; reads only. A store from before this file has neither.
     *
     * @throws StorageException {@code CORRUPT}; {@code TOO_NEW} if the file has a newer form
     */
    public static void check(Disk disk, Index index) {
        Optional<byte[]> file = content(disk);
        file.ifPresent(Generation::checkVersion);
        Optional<Generations> generations = index.generations();
        Optional<Sha256> digest = file.map(Sha256::digestOf);
        boolean fits = generations.map(each -> each.include(digest)).orElse(file.isEmpty());
        if (!fits) {
            throw new StorageException(
                    Category.CORRUPT,
                    "the index does not go with the file GENERATION: it is an older index, from a backup perhaps, or"
                            + " the file was changed. Nothing was changed now. Put back the index that belongs to"
                            + " these files, or have it made again from them with \"index rebuild\"");
        }
    }

    /** Only what can be read as another version is one: everything else is for the digest to judge. */
    private static void checkVersion(byte[] content) {
        long version = json(content).path("version").asLong(VERSION);
        if (version > VERSION) {
            throw new StorageException(
                    Category.TOO_NEW,
                    "the file GENERATION has version " + version + ", this server reads up to " + VERSION
                            + "; start a newer server on it");
        }
    }

    /** The next generation of the store on this disk. It begins when the index knows it and it is written, in this order. */
    public static Generation next(Disk disk, Instant now) {
        Optional<byte[]> file = content(disk);
        long number =
                file.map(content -> json(content).path("number").asLong(0)).orElse(0L) + 1;
        ObjectNode json = CanonicalJson.object();
        json.put("number", number);
        json.put("since", now.truncatedTo(ChronoUnit.MICROS).toString());
        json.put("version", VERSION);
        byte[] content = CanonicalJson.write(json);
        return new Generation(content, new Generations(Sha256.digestOf(content), file.map(Sha256::digestOf)));
    }

    /** Begins the next generation of an open store. Whenever the power goes, index and file go together. */
    public static void begin(Disk disk, Index index, Durability durability, Instant now) {
        // Whoever wrote the file may have died before its name was durable. Only what stays may be the one before.
        durability.syncDirectory(Path.of(""));
        Generation next = next(disk, now);
        index.enter(next.known());
        next.write(durability);
    }

    /** What the index must know before the file is written. */
    public Generations known() {
        return known;
    }

    /** Writes the file, durably. */
    public void write(Durability durability) {
        durability.replace(PATH, content);
    }

    private static ObjectNode json(byte[] content) {
        try {
            return CanonicalJson.readObject(content);
        } catch (StorageException e) {
            // Damaged. The digest says so, and a new index may well come with a new file.
            return CanonicalJson.object();
        }
    }

    private static Optional<byte[]> content(Disk disk) {
        if (!disk.exists(PATH)) {
            return Optional.empty();
        }
        try (DiskFile file = disk.openForReading(PATH)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(content, 0);
            return Optional.of(content.array());
        }
    }
}
