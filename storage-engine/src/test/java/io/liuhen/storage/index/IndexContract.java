package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.index.UploadRow.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every operation of any index: all of it or nothing, for ever, and only by who understands it. */
public abstract class IndexContract extends IndexFixture {
    private static final BlockChecksums NONE = BlockChecksums.none();

    private Facts facts(SegmentId subject, int versionOfB) {
        return new Facts(
                List.of(document("a", 1), document("b", versionOfB), document("c", 1)),
                List.of(entry("one", "s"), entry("two", "s")),
                List.of(job("check", subject, 0, 0), job("copy", subject, 1, 0)));
    }

    private void allOrNothing(SegmentId subject, Function<Facts, Commit> operation) {
        Everything before = everything(subject);
        conflicts("b", 0, operation.apply(facts(subject, 2)));
        assertEquals(before, everything(subject), "a conflict changes nothing");
        reopen();
        assertEquals(before, everything(subject));

        Commit.Done done = done(operation.apply(facts(subject, 1)));
        assertEquals(facts(subject, 1).documents(), done.journal().orElseThrow().documents());
        Everything after = everything(subject);
        assertEquals(facts(subject, 1).documents(), after.documents());
        assertEquals(
                facts(subject, 1).entries(),
                after.entries().stream().map(EntryIndex.Pending::entry).toList());
        assertEquals(
                List.of(State.WAITING, State.WAITING),
                after.jobs().stream().map(IndexFixture::state).toList());
        assertEquals(List.of(done.journal().orElseThrow()), after.journal());
        reopen();
        assertEquals(after, everything(subject), "and what is done survives");
    }

    @Test
    public void factsAreRecordedTogetherOrNotAtAll() {
        allOrNothing(id(), facts -> index().documents().record(facts));
    }

    @Test
    public void whatReliesOnASegmentIsDoneOnlyWhileThatStands() {
        SegmentId stands = sealed();
        SegmentId upload = upload();
        SegmentId gone = sealed();
        index().disposals().dispose(new DisposalIndex.Request(gone, json("who", "x"), List.of(), at(2), Facts.none()));
        for (SegmentId none : List.of(gone, id(), upload)) {
            Everything before = everything(upload);
            assertEquals(
                    new Commit.Conflict(new DocumentKey(Facts.SEGMENT, none.toString()), 0),
                    index().uploads()
                            .end(
                                    upload,
                                    0,
                                    Facts.of(entry("second copy", "s"))
                                            .and(Facts.whileStanding(stands))
                                            .and(Facts.whileStanding(none))));
            assertEquals(before, everything(upload), "and nothing is changed");
            assertEquals(
                    Optional.of(Phase.OPEN), index().uploads().upload(upload).map(UploadRow::phase));
        }
        done(index().uploads().end(upload, 0, Facts.whileStanding(stands)));
        assertEquals(Optional.of(Phase.ENDED), index().uploads().upload(upload).map(UploadRow::phase));
    }

    @Test
    public void factsOfACreationAreAllOrNothing() {
        SegmentId id = id();
        allOrNothing(id, facts -> index().uploads().create(opened(id), facts));
        assertEquals(1, index().uploads().openUploads(Optional.empty(), 10).size());
    }

    @Test
    public void factsOfASealAreAllOrNothing() {
        SegmentId id = upload();
        index().uploads().claim(id);
        index().uploads().commit(id, 1, 0, 10, 0, NONE, BlockChecksums.of(1), at(1));
        allOrNothing(
                id,
                facts -> index().uploads().seal(1, segment(id, 10, new Term("t", "v")), BlockChecksums.of(1), facts));
        assertEquals(10, index().uploads().segment(id).orElseThrow().lengthBytes());
    }

    @Test
    public void factsOfAnEndAreAllOrNothing() {
        SegmentId id = upload();
        allOrNothing(id, facts -> index().uploads().end(id, 0, facts));
    }

    @Test
    public void factsOfAFinishedJobAreAllOrNothing() {
        SegmentId id = id();
        enqueue(job("probe", id, 3, 0));
        JobRow lease = index().jobs().take("probe", 1, at(1), at(10)).get(0);
        allOrNothing(id, facts -> index().jobs().finish(lease, facts));
        assertEquals(State.DONE, state(index().jobs().job(lease.key())));
    }

    @Test
    public void factsOfAParkedJobAreAllOrNothing() {
        SegmentId id = id();
        enqueue(job("probe", id, 3, 0));
        JobRow lease = index().jobs().take("probe", 1, at(1), at(10)).get(0);
        allOrNothing(id, facts -> index().jobs().park(lease, "cannot", facts));
        assertEquals(State.PARKED, state(index().jobs().job(lease.key())));
    }

    @Test
    public void aChangeWithoutDocumentsHasNothingForTheJournal() {
        SegmentId id = id();
        Commit.Done done =
                done(index().documents().record(Facts.of(entry("x", "s")).and(Facts.of(job("check", id, 0, 0)))));
        assertEquals(Optional.empty(), done.journal());
        assertEquals(List.of(), index().journal().pending(10));
    }

    @Test
    public void ofManyWhoWriteTheSameVersionExactlyOneWins() throws Exception {
        for (int version = 1; version <= 20; version++) {
            int next = version;
            List<Commit> answers = together(3, () -> index().documents().record(Facts.of(document("a", next))));
            assertEquals(
                    1,
                    answers.stream().filter(each -> each instanceof Commit.Done).count());
            for (Commit answer : answers) {
                if (!(answer instanceof Commit.Done)) {
                    conflicts("a", next, answer);
                }
            }
        }
        assertEquals(
                20, index().documents().versions(new DocumentKey("note", "a")).size());
    }

    @Test
    public void whoeverTouchesTheSameThingsInAnotherOrderDoesNotBlock() throws Exception {
        SegmentId id = id();
        for (int round = 0; round < 10; round++) {
            int version = round + 1;
            List<Commit> answers = together(
                    4,
                    () -> index().documents()
                            .record(new Facts(
                                    List.of(document("b", version), document("a", version), document("c", version)),
                                    List.of(),
                                    List.of(job("copy", id, 0, 0), job("check", id, 0, 0)))));
            assertEquals(
                    1,
                    answers.stream().filter(each -> each instanceof Commit.Done).count());
        }
    }

    @Test
    public void whatWouldNotFitTheJournalIsRefusedBeforeItIsTrue() {
        SegmentId id = id();
        Everything before = everything(id);
        String large = "x".repeat(Facts.BYTES_MAX);
        Document document = new Document(new DocumentKey("note", "a"), 1, at(0), at(0), json("text", large), List.of());
        LedgerEntry entry = new LedgerEntry(List.of("s"), json("leaf", large), json("details", ""));
        for (Facts facts : List.of(Facts.of(document), Facts.of(entry))) {
            assertThrows(
                    IllegalArgumentException.class, () -> index().documents().record(facts));
            assertEquals(before, everything(id));
        }
    }

    @Test
    public void anIndexOfANewerServerIsRefusedAndLeftAlone() {
        SegmentId id = upload();
        close();
        backend().makeNewer(folder());
        assertEquals(
                Category.TOO_NEW,
                assertThrows(StorageException.class, () -> backend().open(folder()))
                        .category());
        backend().makePresent(folder());
        open();
        assertNotEquals(Optional.empty(), index().uploads().upload(id));
    }

    /** So it is known again what was opened before: two that open the same thing in the same moment end as one. */
    @Test
    public void ofCreationsThatCarryTheSameVersionOfADocumentOneIsDone() throws Exception {
        int count = 8;
        List<SegmentId> ids = IntStream.range(0, count).mapToObj(i -> id()).toList();
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Commit>> commits = new ArrayList<>();
        for (SegmentId id : ids) {
            commits.add(threads.submit(() -> {
                start.await();
                return index().uploads().create(opened(id), Facts.of(document("file", 1)));
            }));
        }
        start.countDown();
        List<SegmentId> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (commits.get(i).get() instanceof Commit.Done) {
                opened.add(ids.get(i));
            } else {
                conflicts("file", 1, commits.get(i).get());
            }
        }
        threads.shutdown();
        assertEquals(1, opened.size());
        for (SegmentId id : ids) {
            assertEquals(opened.contains(id), index().uploads().upload(id).isPresent());
        }
        reopen();
        assertEquals(
                opened,
                index().uploads().openUploads(Optional.empty(), count).stream()
                        .map(UploadRow::id)
                        .toList());
        conflicts("file", 1, index().uploads().create(opened(id()), Facts.of(document("file", 1))));
        done(index().uploads().create(opened(id()), Facts.of(document("file", 2))));
    }
}
