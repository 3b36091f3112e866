package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uploads and segments in any index: epochs fence, offsets agree, checksums are complete. */
public abstract class UploadIndexContract extends IndexFixture {
    private static final BlockChecksums NONE = BlockChecksums.none();

    private UploadIndex uploads() {
        return index().uploads();
    }

    private boolean commit(SegmentId id, long epoch, long from, long to) {
        return uploads().commit(id, epoch, from, to, 0, NONE, BlockChecksums.of((int) to), at(to));
    }

    private UploadRow row(SegmentId id) {
        return uploads().upload(id).orElseThrow();
    }

    @Test
    public void anUploadIsFoundAsItWasCreated() {
        UploadRow known = opened(id());
        UploadRow unknownLength = UploadRow.opened(id(), OptionalLong.empty(), "original", json("name", ""), at(5));
        for (UploadRow upload : List.of(known, unknownLength)) {
            done(uploads().create(upload, Facts.none()));
            assertEquals(Optional.of(upload), uploads().upload(upload.id()));
        }
        reopen();
        assertEquals(Optional.of(known), uploads().upload(known.id()));
        assertEquals(Optional.empty(), uploads().upload(id()));
    }

    @Test
    public void anIdIsUsedOnce() {
        SegmentId open = upload();
        uploads().claim(open);
        commit(open, 1, 0, 10);
        SegmentId sealed = sealed();
        for (SegmentId id : List.of(open, sealed)) {
            assertThrows(IllegalArgumentException.class, () -> uploads().create(opened(id), Facts.none()));
        }
        assertEquals(10, row(open).offsetBytes());
        assertEquals(Optional.empty(), uploads().upload(sealed));
    }

    private SegmentId ofUnknownLength() {
        SegmentId id = id();
        done(uploads()
                .create(
                        UploadRow.opened(id, OptionalLong.empty(), "original", json("name", "before"), at(5)),
                        Facts.none()));
        return id;
    }

    @Test
    public void aLengthIsToldOnceAndStands() {
        SegmentId id = ofUnknownLength();
        uploads().claim(id);
        assertTrue(commit(id, 1, 0, 10));
        Facts facts = Facts.of(document("a", 1));
        done(uploads().declareLength(id, 1, 30, json("name", "after"), facts));
        fenced(uploads().declareLength(id, 1, 31, json("name", "never"), Facts.of(document("a", 2))));
        assertTrue(commit(id, 1, 10, 20), "bytes come as before");
        for (int i = 0; i < 2; i++) {
            assertEquals(OptionalLong.of(30), row(id).declaredLengthBytes());
            assertEquals(json("name", "after"), row(id).attributes());
            assertEquals(20, row(id).offsetBytes());
            assertEquals(
                    1,
                    index().documents().versions(new DocumentKey("note", "a")).size());
            reopen();
        }
    }

    @Test
    public void aLengthIsNotTakenFromWhoWasOvertaken() {
        SegmentId id = ofUnknownLength();
        uploads().claim(id);
        uploads().claim(id);
        SegmentId known = upload();
        SegmentId ended = ofUnknownLength();
        done(uploads().end(ended, 0, Facts.none()));
        UploadRow before = row(id);
        fenced(uploads().declareLength(id, 1, 30, json("a", ""), Facts.none()));
        for (SegmentId other : List.of(known, ended, sealed(), id())) {
            fenced(uploads().declareLength(other, 0, 30, json("a", ""), Facts.none()));
        }
        assertEquals(before, row(id));
    }

    @Test
    public void aLengthWhoseFactsConflictIsNotTaken() {
        SegmentId id = ofUnknownLength();
        Commit commit = uploads().declareLength(id, 0, 30, json("a", ""), Facts.of(document("a", 2)));
        assertInstanceOf(Commit.Conflict.class, commit);
        assertEquals(OptionalLong.empty(), row(id).declaredLengthBytes());
        assertEquals(json("name", "before"), row(id).attributes());
    }

    @Test
    public void aClaimRaisesTheEpochByOne() {
        SegmentId id = upload();
        assertEquals(0, row(id).epoch());
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertEquals(epoch, uploads().claim(id).orElseThrow().epoch());
            assertEquals(epoch, row(id).epoch());
            reopen();
        }
    }

    @Test
    public void onlyOpenUploadsAreClaimed() {
        SegmentId ended = upload();
        done(uploads().end(ended, 0, Facts.none()));
        for (SegmentId id : List.of(id(), ended, sealed())) {
            assertEquals(Optional.empty(), uploads().claim(id));
        }
    }

    @Test
    public void aClaimFencesEveryWriterBeforeIt() {
        SegmentId id = upload();
        long old = uploads().claim(id).orElseThrow().epoch();
        assertTrue(commit(id, old, 0, 10));
        long fresh = uploads().claim(id).orElseThrow().epoch();
        UploadRow before = row(id);
        assertFalse(commit(id, old, 10, 20));
        fenced(uploads().seal(old, segment(id, 10), BlockChecksums.of(10), Facts.of(document("a", 1))));
        fenced(uploads().end(id, old, Facts.of(document("a", 1))));
        assertEquals(before, row(id));
        assertEquals(Optional.empty(), uploads().segment(id));
        assertEquals(List.of(), index().documents().versions(new DocumentKey("note", "a")));
        assertTrue(commit(id, fresh, 10, 20));
    }

    @Test
    public void aCommitAtAnotherOffsetChangesNothing() {
        SegmentId id = upload();
        long epoch = uploads().claim(id).orElseThrow().epoch();
        assertTrue(commit(id, epoch, 0, 10));
        UploadRow before = row(id);
        for (long expected : List.of(0L, 9L, 11L)) {
            assertFalse(uploads().commit(id, epoch, expected, 20, 0, BlockChecksums.of(1), NONE, at(9)));
        }
        assertEquals(before, row(id));
        assertEquals(BlockChecksums.of(10), uploads().committedBlocks(id));
    }

    @Test
    public void nothingIsCommittedToWhatIsNotOpen() {
        SegmentId ended = upload();
        done(uploads().end(ended, 0, Facts.none()));
        SegmentId sealed = sealed();
        for (SegmentId id : List.of(id(), ended, sealed)) {
            for (long epoch : List.of(0L, 1L)) {
                assertFalse(commit(id, epoch, 0, 10));
                assertFalse(commit(id, epoch, 100, 200));
                fenced(uploads().seal(epoch, segment(id, 0), NONE, Facts.none()));
                fenced(uploads().end(id, epoch, Facts.none()));
            }
        }
    }

    @Test
    public void anUploadShowsItsDurableOffsetAndWhenItGotThere() {
        SegmentId id = upload();
        uploads().claim(id);
        assertTrue(commit(id, 1, 0, 10));
        assertTrue(commit(id, 1, 10, 5_000_000));
        for (int i = 0; i < 2; i++) {
            assertEquals(5_000_000, row(id).offsetBytes());
            assertEquals(at(5_000_000), row(id).lastCommitAt());
            assertEquals(at(0), row(id).createdAt());
            assertTrue(row(id).received());
            reopen();
        }
    }

    @Test
    public void ofTwoWritersWhoCommitAtOnceExactlyOneWins() throws Exception {
        SegmentId id = upload();
        long epoch = uploads().claim(id).orElseThrow().epoch();
        for (int round = 0; round < 50; round++) {
            long offset = row(id).offsetBytes();
            List<Boolean> answers = together(2, () -> commit(id, epoch, offset, offset + 10));
            assertEquals(1, answers.stream().filter(won -> won).count(), "round " + round);
            assertEquals(offset + 10, row(id).offsetBytes());
        }
    }

    @Test
    public void checksumsOfManyCommitsComeBackAsOneRow() {
        Random random = new Random(SEED);
        SegmentId before = upload();
        SegmentId id = upload();
        SegmentId after = upload();
        List<Integer> expected = new ArrayList<>();
        for (SegmentId each : List.of(before, id, after)) {
            uploads().claim(each);
        }
        long offset = 0;
        for (int i = 0; i < 60; i++) {
            int count = random.nextInt(5);
            int[] blocks = random.ints(count).toArray();
            long to = (long) (expected.size() + count) * BlockChecksums.BLOCK_BYTES + 1 + i;
            BlockChecksums shortBlock = BlockChecksums.of(i);
            assertTrue(
                    uploads().commit(id, 1, offset, to, expected.size(), BlockChecksums.of(blocks), shortBlock, at(i)));
            uploads().commit(before, 1, i, i + 1, i, BlockChecksums.of(1), NONE, at(i));
            uploads().commit(after, 1, i, i + 1, i, BlockChecksums.of(2), NONE, at(i));
            IntStream.of(blocks).forEach(expected::add);
            offset = to;
            assertEquals(row(expected).plus(shortBlock), uploads().committedBlocks(id), "seed " + SEED);
        }
        expected.add(99);
        done(uploads().seal(1, segment(id, offset), BlockChecksums.of(99), Facts.none()));
        reopen();
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(expected.size());
            int count = random.nextInt(expected.size() - from + 1);
            assertEquals(
                    row(expected.subList(from, from + count)),
                    uploads().blocks(id, from, count),
                    from + "+" + count + ", seed " + SEED);
        }
    }

    private static BlockChecksums row(List<Integer> checksums) {
        return BlockChecksums.of(checksums.stream().mapToInt(each -> each).toArray());
    }

    @Test
    public void checksumsThatAreMissingAreCorruption() {
        SegmentId id = sealed();
        assertEquals(BlockChecksums.of(7), uploads().blocks(id, 0, 1));
        assertEquals(NONE, uploads().blocks(id, 0, 0));
        for (int from : List.of(0, 1)) {
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> uploads().blocks(id, from, 2))
                            .category());
        }
    }

    @Test
    public void aSealMakesTheUploadASegment() {
        SegmentId id = upload();
        uploads().claim(id);
        commit(id, 1, 0, 100);
        Term term = new Term("sha256", "ab");
        SegmentRow segment = segment(id, 100, term, new Term("name", "夜间.mp4"));
        done(uploads().seal(1, segment, BlockChecksums.of(100), Facts.none()));
        for (int i = 0; i < 2; i++) {
            assertEquals(Optional.of(segment), uploads().segment(id));
            assertEquals(Optional.empty(), uploads().upload(id));
            assertEquals(List.of(), uploads().openUploads(Optional.empty(), 10));
            assertEquals(List.of(segment), uploads().segments(Optional.empty(), 10));
            assertEquals(BlockChecksums.of(100), uploads().blocks(id, 0, 1));
            DocumentIndex.Query query = new DocumentIndex.Query(
                    Facts.SEGMENT,
                    term,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    10,
                    DocumentIndex.Order.OLDEST_FIRST);
            List<DocumentIndex.Hit> hits = index().documents().find(query).hits();
            assertEquals(
                    List.of(id.toString()),
                    hits.stream().map(DocumentIndex.Hit::id).toList());
            assertEquals(segment.sealedAt(), hits.get(0).sortAt());
            reopen();
        }
    }

    @Test
    public void anUploadWithoutBytesMayEndAndIsRemembered() {
        SegmentId id = upload();
        uploads().claim(id);
        done(uploads().end(id, 1, Facts.of(document("a", 1))));
        for (int i = 0; i < 2; i++) {
            assertEquals(Phase.ENDED, row(id).phase());
            assertEquals(List.of(), uploads().openUploads(Optional.empty(), 10));
            assertEquals(
                    1,
                    index().documents().versions(new DocumentKey("note", "a")).size());
            reopen();
        }
    }

    @Test
    public void uploadsAndSegmentsAreListedInTheOrderOfTheirIdsPageByPage() {
        List<SegmentId> open = new ArrayList<>();
        List<SegmentId> sealed = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            open.add(upload());
            sealed.add(sealed());
            uploads().end(upload(), 0, Facts.none());
        }
        for (int limit : List.of(1, 3, 25, 100)) {
            List<SegmentId> openFound = new ArrayList<>();
            List<SegmentId> sealedFound = new ArrayList<>();
            for (int page = 0; page < 30; page++) {
                uploads().openUploads(last(openFound), limit).forEach(row -> openFound.add(row.id()));
                uploads().segments(last(sealedFound), limit).forEach(row -> sealedFound.add(row.id()));
            }
            assertEquals(open, openFound, "pages of " + limit);
            assertEquals(sealed, sealedFound, "pages of " + limit);
        }
    }

    private static Optional<SegmentId> last(List<SegmentId> ids) {
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.get(ids.size() - 1));
    }
}
