package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The stored form of every row: read as written, corrupt wherever it is cut, too new if a newer server wrote it. */
final class RowsTest {
    private static final SegmentId ID =
            SegmentId.parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f").orElseThrow();
    private static final Instant AT = Instant.parse("2026-11-20T08:00:00.123456Z");
    private static final Sha256 DIGEST = Sha256.digestOf(new byte[] {1});

    @TestFactory
    Stream<DynamicTest> rows() {
        Rows.Offset offset = new Rows.Offset(UploadRow.Phase.OPEN, 3, 500, AT, BlockChecksums.of(9));
        UploadRow upload = new UploadRow(
                ID,
                UploadRow.Phase.OPEN,
                3,
                500,
                OptionalLong.of(1000),
                "original.mp4",
                CanonicalJson.object().put("name", "夜间"),
                AT,
                AT);
        SegmentRow segment = new SegmentRow(
                ID,
                SegmentKind.UNMATCHED,
                "original",
                1L << 40,
                DIGEST,
                AT,
                AT.plusSeconds(1),
                CanonicalJson.object(),
                List.of(new Term("a", "b")));
        JobKey key = new JobKey("check", ID);
        JobRow job = new JobRow(key, JobRow.State.PARKED, 9, AT, 2, 3, 4, "无");
        LedgerEntry entry = new LedgerEntry(
                List.of("s", "t"),
                CanonicalJson.object(),
                CanonicalJson.object().put("a", 1));
        Place place = new Place(0, 5, List.of("s"), 6, 7);
        Tree tree = new Tree(3, 100, 200, List.of(DIGEST, DIGEST));
        return Stream.of(
                row("offset", offset, Rows.offset(offset), Rows::offset),
                row("upload", upload, Rows.upload(upload), value -> Rows.upload(ID, value, offset)),
                row("ended", upload, Rows.ended(upload, offset), value -> Rows.ended(ID, value)),
                row("segment", segment, Rows.segment(segment), value -> Rows.segment(ID, value)),
                row("job", job, Rows.job(job), value -> Rows.job(key, value)),
                row("entry", entry, Rows.pending(entry), Rows::pending),
                row("place", place, Rows.place(place), value -> Rows.place(5, value)),
                row("tree", tree, Rows.tree(tree), Rows::tree),
                row("position", 8L, Rows.position(8), Rows::position));
    }

    private static <T> DynamicTest row(String name, T row, byte[] value, Function<byte[], T> reader) {
        return DynamicTest.dynamicTest(name, () -> {
            assertEquals(row, reader.apply(value));
            for (int length = 0; length < value.length; length++) {
                refused(Category.CORRUPT, Arrays.copyOf(value, length), reader);
            }
            byte[] newer = value.clone();
            newer[0]++;
            refused(Category.TOO_NEW, newer, reader);
        });
    }

    private static <T> void refused(Category category, byte[] value, Function<byte[], T> reader) {
        assertEquals(
                category,
                assertThrows(StorageException.class, () -> reader.apply(value), "length " + value.length)
                        .category());
    }

    @Test
    void codesThatNobodyKnowsAreCorrupt() {
        byte[] offset = Rows.offset(new Rows.Offset(UploadRow.Phase.OPEN, 3, 500, AT, BlockChecksums.none()));
        offset[1] = 9;
        refused(Category.CORRUPT, offset, Rows::offset);
        JobKey key = new JobKey("check", ID);
        byte[] job = Rows.job(new JobRow(key, JobRow.State.DONE, 9, AT, 2, 3, 4, ""));
        job[1] = 9;
        refused(Category.CORRUPT, job, value -> Rows.job(key, value));
    }
}
