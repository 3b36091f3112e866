package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.CanonicalJson;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The stored form of documents, in the index and in the journal. */
final class DocumentCodecTest {
    private static final Document A = new Document(
            new DocumentKey("note", "a"),
            7,
            Instant.parse("2026-11-20T08:00:00.123456Z"),
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            CanonicalJson.object().put("text", "夜间"),
            List.of(new Term("by", "x"), new Term("", "")));
    private static final Document B =
            new Document(new DocumentKey("n", "夜"), 1, Instant.EPOCH, Instant.EPOCH, CanonicalJson.object(), List.of());

    @Test
    void documentsAreReadAsTheyWereWritten() {
        assertEquals(A, DocumentCodec.read(A.key(), 7, DocumentCodec.write(A)));
        assertEquals(List.of(A, B, A), DocumentCodec.readAll(DocumentCodec.writeAll(List.of(A, B, A))));
        assertEquals(List.of(), DocumentCodec.readAll(DocumentCodec.writeAll(List.of())));
    }

    @Test
    void whatIsCutAnywhereIsCorruptAndWhatIsNewerIsTooNew() {
        refused(DocumentCodec.write(A), value -> DocumentCodec.read(A.key(), 7, value));
        refused(DocumentCodec.writeAll(List.of(A, B)), DocumentCodec::readAll);
    }

    private static void refused(byte[] whole, Consumer<byte[]> reader) {
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> reader.accept(cut), "cut to " + length)
                            .category());
        }
        byte[] newer = whole.clone();
        newer[0]++;
        assertEquals(
                Category.TOO_NEW,
                assertThrows(StorageException.class, () -> reader.accept(newer)).category());
    }

    @Test
    void namesThatWouldNotFitAKeyAreRefused() {
        for (String part : List.of("", "a\0b", "x".repeat(257))) {
            assertThrows(IllegalArgumentException.class, () -> new DocumentKey(part, "a"));
            assertThrows(IllegalArgumentException.class, () -> new DocumentKey("note", part));
        }
        assertThrows(IllegalArgumentException.class, () -> new Term("a\0", "b"));
        assertThrows(IllegalArgumentException.class, () -> new Term("a", "\0b"));
        assertThrows(IllegalArgumentException.class, () -> new Term("a", "夜".repeat(171)));
        new Term("a", "夜".repeat(170));
    }
}
