package io.liuhen.storage.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The manifest says word for word what was sealed, and nothing passes for one that is not. */
final class ManifestTest {
    private static final Manifest MANIFEST = manifest(3 * (1 << 20) + 1, 4);

    private static Manifest manifest(long length, int blocks) {
        return new Manifest(
                SegmentId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").orElseThrow(),
                SegmentKind.INCOMPLETE,
                "original.mp4",
                length,
                Sha256.digestOf(new byte[] {1}),
                BlockChecksums.of(new Random(1).ints(blocks).toArray()),
                Instant.parse("2026-11-20T08:00:00Z"),
                Instant.parse("2026-11-20T08:00:01.123456Z"),
                CanonicalJson.object().put("name", "夜间检查.mp4").put("size", 5),
                CanonicalJson.object().arrayNode().add("all"));
    }

    @Test
    void itIsReadAsItWasWritten() {
        for (Manifest manifest : List.of(MANIFEST, manifest(0, 0), manifest(1 << 20, 1))) {
            Manifest read = Manifest.parse(manifest.bytes());
            assertEquals(manifest, read);
            assertArrayEquals(manifest.bytes(), read.bytes());
        }
    }

    @Test
    void itsBytesAreTheseForEver() {
        assertEquals(
                "{\"attributes\":{\"name\":\"夜间检查.mp4\",\"size\":5},\"blocks\":{\"crc32c\":\"\",\"length\":1048576},"
                        + "\"createdAt\":\"2026-11-20T08:00:00Z\",\"file\":\"original.mp4\","
                        + "\"id\":\"017f22e2-79b0-7cc3-98c4-dc0c0c07398f\",\"kind\":\"incomplete\",\"length\":0,"
                        + "\"schema\":1,\"sealedAt\":\"2026-11-20T08:00:01.123456Z\","
                        + "\"sha256\":\"4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a\",\"terms\":[\"all\"]}",
                new String(manifest(0, 0).bytes(), StandardCharsets.UTF_8));
    }

    @Test
    void aNumberOfChecksumsThatDoesNotFitTheLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> manifest(1 << 20, 2));
        assertThrows(IllegalArgumentException.class, () -> manifest((1 << 20) + 1, 1));
        assertThrows(IllegalArgumentException.class, () -> manifest(0, 1));
    }

    private static ObjectNode changed(Consumer<ObjectNode> change) {
        ObjectNode json = CanonicalJson.readObject(MANIFEST.bytes());
        change.accept(json);
        return json;
    }

    private static void refused(Category category, ObjectNode json) {
        StorageException failure =
                assertThrows(StorageException.class, () -> Manifest.parse(CanonicalJson.write(json)), json.toString());
        assertEquals(category, failure.category(), json.toString());
    }

    @Test
    void everyMemberIsNeeded() {
        for (String name : List.of(
                "schema", "id", "kind", "file", "length", "sha256", "blocks", "createdAt", "sealedAt", "attributes")) {
            refused(Category.CORRUPT, changed(json -> json.remove(name)));
            refused(Category.CORRUPT, changed(json -> json.putNull(name)));
            refused(Category.CORRUPT, changed(json -> json.putArray(name)));
            if (!name.equals("file")) {
                refused(Category.CORRUPT, changed(json -> json.put(name, "no")));
            }
            refused(Category.CORRUPT, changed(json -> json.put(name, true)));
        }
        for (ObjectNode json : List.of(
                changed(json -> json.remove("terms")),
                changed(json -> json.putNull("terms")),
                changed(json -> json.putObject("terms")),
                changed(json -> json.put("terms", "no")))) {
            refused(Category.CORRUPT, json);
        }
        for (String name : List.of("length", "crc32c")) {
            refused(Category.CORRUPT, changed(json -> json.withObject("/blocks").remove(name)));
            refused(Category.CORRUPT, changed(json -> json.withObject("/blocks").put(name, "!")));
            refused(Category.CORRUPT, changed(json -> json.withObject("/blocks").put(name, 512)));
        }
    }

    @Test
    void aLengthThatDoesNotFitTheBlocksIsCorrupt() {
        for (long length : List.of(-1L, 0L, 3L * (1 << 20), 4L * (1 << 20) + 1, Long.MAX_VALUE >> 11)) {
            refused(Category.CORRUPT, changed(json -> json.put("length", length)));
        }
    }

    @Test
    void aNewerSchemaIsTooNewWhateverElseItSays() {
        refused(Category.TOO_NEW, changed(json -> json.put("schema", 2)));
        ObjectNode unknown = CanonicalJson.object().put("schema", 7);
        refused(Category.TOO_NEW, unknown);
        refused(Category.CORRUPT, changed(json -> json.put("schema", 0)));
    }

    @Test
    void aManifestThatIsCutAnywhereIsCorrupt() {
        byte[] whole = MANIFEST.bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> Manifest.parse(cut))
                            .category());
        }
    }
}
