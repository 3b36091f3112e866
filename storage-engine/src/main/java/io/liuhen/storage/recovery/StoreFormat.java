package io.liuhen.storage.recovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Index;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The file {@code FORMAT} at the root of a store: which form the store has, and since when. It is the last thing that
 * creating a store writes, and never changes; a store of a newer form is refused before anything in it is touched.
 *
 * <p>Index and store know each other by this file's digest. An empty index beside a full store would take the logs for
 * uncommitted and cut them away, so a store whose index is missing, or another's, is refused as well.
 */
public final class StoreFormat {
    private static final Path PATH = Path.of("FORMAT");
    private static final int VERSION = 1;

    /** What a start that was cut off may have left before the store was complete. */
    private static final Set<String> OURS = Set.of(
            "LOCK",
            "FORMAT.new",
            "GENERATION",
            "GENERATION.new",
            "READ_ONLY",
            "READ_ONLY.new",
            "index",
            "journal",
            "ledger",
            "staging",
            "vault",
            "scratch",
            "derived",
            "reserve",
            "calendar",
            "lost+found");

    private static final List<Path> CONTENT = List.of(Path.of("vault"), Path.of("staging"));

    /** Without this file RocksDB takes a folder for new. */
    private static final String INDEX_ROOT = "CURRENT";

    private final byte[] content;
    private final boolean fresh;

    private StoreFormat(byte[] content, boolean fresh) {
        this.content = content;
        this.fresh = fresh;
    }

    /** Whether there is a store that was complete once. */
    public static boolean isComplete(Disk disk) {
        return disk.exists(PATH);
    }

    /** Checks the form of a store before anything of it is opened. */
    public static StoreFormat check(Disk disk, Path index, Instant now) {
        if (disk.exists(PATH)) {
            byte[] content = content(disk);
            checkVersion(CanonicalJson.readObject(content));
            if (!disk.exists(index.resolve(INDEX_ROOT))) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the store's index is missing from its folder \"" + index + "\"; nothing was changed. Put the"
                                + " index back, or have it made again from the files with \"index rebuild\"");
            }
            return new StoreFormat(content, false);
        }
        for (String name : disk.list(Path.of(""))) {
            if (!OURS.contains(name)) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the folder is no store, and not empty: there is \"" + name + "\" in it. Name a folder of the"
                                + " store's own");
            }
        }
        for (Path folder : CONTENT) {
            if (!disk.list(folder).isEmpty()) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the file FORMAT is missing from a store that is not empty; nothing was changed. Put it back");
            }
        }
        ObjectNode json = CanonicalJson.object();
        json.put("format", "liuhen-store");
        json.put("version", VERSION);
        json.put("createdAt", now.toString());
        return new StoreFormat(CanonicalJson.write(json), true);
    }

    private static void checkVersion(ObjectNode json) {
        if (!json.path("format").asText().equals("liuhen-store")) {
            throw new StorageException(Category.CORRUPT, "the file FORMAT does not name a Liuhen store");
        }
        if (!json.path("version").canConvertToInt() || json.path("version").intValue() < 1) {
            throw new StorageException(Category.CORRUPT, "the file FORMAT does not name the version of the store");
        }
        int version = json.path("version").intValue();
        if (version > VERSION) {
            throw new StorageException(
                    Category.TOO_NEW,
                    "the store has version " + version + ", this server reads up to " + VERSION
                            + "; start a newer server on it");
        }
    }

    /** The identity of a store that was complete once. Throws {@code CORRUPT} or {@code TOO_NEW}; changes nothing. */
    public static Sha256 identity(Disk disk) {
        if (!disk.exists(PATH)) {
            throw new StorageException(Category.CORRUPT, "the file FORMAT is missing; put it back");
        }
        byte[] content = content(disk);
        checkVersion(CanonicalJson.readObject(content));
        return Sha256.digestOf(content);
    }

    /** Whether the store is being created, and holds nothing yet. */
    public boolean isFresh() {
        return fresh;
    }

    /** Makes a new index the new store's own. */
    public void bind(Index index) {
        index.bind(Sha256.digestOf(content));
    }

    /** Checks that the index is this store's. Before any log is opened. */
    public void checkIndex(Index index) {
        Sha256 store = Sha256.digestOf(content);
        if (!index.store().map(store::equals).orElse(false)) {
            throw new StorageException(
                    Category.CORRUPT,
                    "the index belongs to another store; nothing was changed. Put this store's index back, or have it"
                            + " made again from the files with \"index rebuild\"");
        }
    }

    /** Ends the creation of a new store. */
    public void complete(Durability durability) {
        if (fresh) {
            durability.replace(PATH, content);
        }
    }

    private static byte[] content(Disk disk) {
        try (DiskFile file = disk.openForReading(PATH)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(content, 0);
            return content.array();
        }
    }
}
