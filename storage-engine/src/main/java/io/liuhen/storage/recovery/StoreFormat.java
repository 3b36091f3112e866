package io.liuhen.storage.recovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.CanonicalJson;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The file {@code FORMAT} at the root of a store: which form the store has, and since when. Written once, when the store
 * is created; a store of a newer form is refused before anything in it is touched.
 */
public final class StoreFormat {
    private static final Path PATH = Path.of("FORMAT");
    private static final int VERSION = 1;

    private StoreFormat() {}

    /** Checks the form of a store, or gives an empty folder the present one. */
    public static void check(Disk disk, Durability durability, Instant now) {
        if (!disk.exists(PATH)) {
            ObjectNode json = CanonicalJson.object();
            json.put("format", "liuhen-store");
            json.put("version", VERSION);
            json.put("createdAt", now.toString());
            durability.replace(PATH, CanonicalJson.write(json));
            return;
        }
        ObjectNode json = CanonicalJson.readObject(content(disk));
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

    private static byte[] content(Disk disk) {
        try (DiskFile file = disk.openForReading(PATH)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            file.read(content, 0);
            return content.array();
        }
    }
}
