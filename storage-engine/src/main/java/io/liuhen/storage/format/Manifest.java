package io.liuhen.storage.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * The sealed facts of one segment, as they stand beside its original: enough to know, without any index, what the bytes
 * are and to check every one of them.
 *
 * @param attributes what the engine's user recorded with the upload; kept word for word, not understood here
 * @param createdAt when the upload was opened
 * @param sealedAt when it was sealed
 * @param terms by what the segment is found: pairs of a name and a value, so that files alone say it; kept word for
 *     word, not understood here
 */
public record Manifest(
        SegmentId id,
        SegmentKind kind,
        String fileName,
        long lengthBytes,
        Sha256 sha256,
        BlockChecksums blocks,
        Instant createdAt,
        Instant sealedAt,
        ObjectNode attributes,
        ArrayNode terms) {
    private static final int SCHEMA = 1;

    /** Refuses a number of block checksums that does not fit the length. */
    public Manifest {
        if (blocks.count() != BlockChecksums.blockCount(lengthBytes)) {
            throw new IllegalArgumentException(blocks + " for " + lengthBytes + " bytes");
        }
    }

    /** The canonical bytes, as they are stored and signed. */
    public byte[] bytes() {
        ObjectNode json = CanonicalJson.object();
        json.put("schema", SCHEMA);
        json.put("id", id.toString());
        json.put("kind", kind.toString());
        json.put("file", fileName);
        json.put("length", lengthBytes);
        json.put("sha256", sha256.toString());
        ObjectNode blockNode = json.putObject("blocks");
        blockNode.put("length", BlockChecksums.BLOCK_BYTES);
        blockNode.put("crc32c", Base64.getEncoder().encodeToString(blocks.bytes()));
        json.put("createdAt", createdAt.toString());
        json.put("sealedAt", sealedAt.toString());
        json.set("attributes", attributes);
        json.set("terms", terms);
        return CanonicalJson.write(json);
    }

    /** Reads a manifest. Throws {@code CORRUPT} or {@code TOO_NEW}. */
    public static Manifest parse(byte[] bytes) {
        ObjectNode json = CanonicalJson.readObject(bytes);
        long schema = number(json, "schema");
        if (schema > SCHEMA) {
            throw new StorageException(Category.TOO_NEW, "a manifest of schema " + schema);
        }
        ObjectNode blocks = object(json, "blocks");
        if (schema < SCHEMA || number(blocks, "length") != BlockChecksums.BLOCK_BYTES) {
            throw corrupt("schema");
        }
        try {
            return new Manifest(
                    SegmentId.parse(text(json, "id")).orElseThrow(() -> corrupt("id")),
                    SegmentKind.ofText(text(json, "kind")).orElseThrow(() -> corrupt("kind")),
                    text(json, "file"),
                    number(json, "length"),
                    Sha256.parse(text(json, "sha256")).orElseThrow(() -> corrupt("sha256")),
                    BlockChecksums.parse(Base64.getDecoder().decode(text(blocks, "crc32c"))),
                    Instant.parse(text(json, "createdAt")),
                    Instant.parse(text(json, "sealedAt")),
                    object(json, "attributes"),
                    array(json, "terms"));
        } catch (DateTimeException | IllegalArgumentException | ArithmeticException e) {
            throw new StorageException(Category.CORRUPT, "a manifest with impossible facts", e);
        }
    }

    private static long number(ObjectNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw corrupt(name);
        }
        return value.longValue();
    }

    private static ObjectNode object(ObjectNode json, String name) {
        if (json.path(name) instanceof ObjectNode value) {
            return value;
        }
        throw corrupt(name);
    }

    private static ArrayNode array(ObjectNode json, String name) {
        if (json.path(name) instanceof ArrayNode value) {
            return value;
        }
        throw corrupt(name);
    }

    private static String text(ObjectNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isTextual()) {
            throw corrupt(name);
        }
        return value.textValue();
    }

    private static StorageException corrupt(String name) {
        return new StorageException(Category.CORRUPT, "a manifest without a valid \"" + name + "\"");
    }
}
