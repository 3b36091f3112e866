package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.JobRow.State;
import io.liuhen.storage.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open index and what the contracts put into it. */
abstract class IndexFixture {
    static final long SEED = 20_261_120L;
    static final Instant START = Instant.parse("2026-11-20T08:00:00.123456Z");

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(START);
    private final IdGenerator ids = new IdGenerator(clock, new Random(SEED));
    private final List<Index> opened = new ArrayList<>();

    /** The index under test. */
    protected abstract IndexBackend backend();

    @BeforeEach
    void open() {
        opened.add(backend().open(folder));
    }

    @AfterEach
    void close() {
        index().close();
    }

    void reopen() {
        close();
        open();
    }

    Index index() {
        return opened.get(opened.size() - 1);
    }

    Path folder() {
        return folder;
    }

    /** A new id, later than all before. */
    SegmentId id() {
        clock.move(Duration.ofMillis(1));
        return ids.segment();
    }

    static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    static ObjectNode json(String name, String value) {
        return CanonicalJson.object().put(name, value);
    }

    static UploadRow opened(SegmentId id) {
        return UploadRow.opened(id, OptionalLong.of(5_000_000), "original.mp4", json("name", "夜间.mp4"), at(0));
    }

    /** An upload that was created just now. */
    SegmentId upload() {
        SegmentId id = id();
        done(index().uploads().create(opened(id), Facts.none()));
        return id;
    }

    static SegmentRow segment(SegmentId id, long length, Term... terms) {
        return new SegmentRow(
                id,
                SegmentKind.COMPLETE,
                "original.mp4",
                length,
                Sha256.digestOf(id.bytes()),
                at(0),
                at(60),
                json("name", "夜间.mp4"),
                List.of(terms));
    }

    /** A segment of one short block, sealed at once. */
    SegmentId sealed(Term... terms) {
        SegmentId id = upload();
        UploadRow claimed = index().uploads().claim(id).orElseThrow();
        BlockChecksums block = BlockChecksums.of(7);
        index().uploads().commit(id, claimed.epoch(), 0, 100, 0, BlockChecksums.none(), block, at(1));
        done(index().uploads().seal(claimed.epoch(), segment(id, 100, terms), block, Facts.none()));
        return id;
    }

    static Document document(String id, int version, Term... terms) {
        return new Document(
                new DocumentKey("note", id),
                version,
                at(version),
                at(100 + version),
                json("text", id + version),
                List.of(terms));
    }

    static LedgerEntry entry(String leaf, String... subjects) {
        return new LedgerEntry(List.of(subjects), json("leaf", leaf), json("details", "细节 " + leaf));
    }

    static NewJob job(String kind, SegmentId subject, int priority, long dueSeconds) {
        return new NewJob(new JobKey(kind, subject), priority, at(dueSeconds));
    }

    void enqueue(NewJob... jobs) {
        for (NewJob job : jobs) {
            done(index().documents().record(Facts.of(job)));
        }
    }

    static Commit.Done done(Commit commit) {
        if (commit instanceof Commit.Done done) {
            return done;
        }
        throw new AssertionError("expected to be done, but: " + commit);
    }

    static void fenced(Commit commit) {
        assertEquals(new Commit.Fenced(), commit);
    }

    static void conflicts(String id, int currentVersion, Commit commit) {
        assertEquals(new Commit.Conflict(new DocumentKey("note", id), currentVersion), commit);
    }

    /** Everything that facts could have changed, to compare before and after. */
    record Everything(
            List<Document> documents,
            List<EntryIndex.Pending> entries,
            List<Optional<JobRow>> jobs,
            List<JournalRecord> journal,
            List<UploadRow> uploads,
            List<SegmentRow> segments) {}

    Everything everything(SegmentId subject) {
        List<Document> documents = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            documents.addAll(index().documents().versions(new DocumentKey("note", id)));
        }
        return new Everything(
                documents,
                index().entries().pending(100),
                List.of(
                        index().jobs().job(new JobKey("check", subject)),
                        index().jobs().job(new JobKey("copy", subject))),
                index().journal().pending(100),
                index().uploads().openUploads(Optional.empty(), 100),
                index().uploads().segments(Optional.empty(), 100));
    }

    static State state(Optional<JobRow> job) {
        return job.orElseThrow().state();
    }

    /** Runs the same work on several threads at the same moment, and gives back what each of them answered. */
    static <T> List<T> together(int count, Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CyclicBarrier start = new CyclicBarrier(count);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                running.add(threads.submit(() -> {
                    start.await();
                    return work.call();
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> each : running) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}
