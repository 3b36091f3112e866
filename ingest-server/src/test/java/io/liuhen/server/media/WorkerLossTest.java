package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker may be lost in many ways; each costs one job, is told as what it was, and the next job finds a new worker. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerLossTest {

    /** The trials that come before a worker are not its business. */
    private static final String ONLY_AS_A_WORKER = "case \"$*\" in *MediaWorkerMain) ;; *) exit 0 ;; esac\n";

    @TempDir
    private Path directory;

    @AfterEach
    void noWorkerIsLeftBehind() {
        assertEquals(List.of(), Workbench.running());
    }

    @Test
    void aWorkerThatIsKilledInMidJobIsLostAndTheNextJobSucceeds() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 2, 320, 240);
        try (MediaWorkers workers = Workbench.workers()) {
            MediaSource good = Workbench.source(clip);
            MediaOutcome<MediaFacts> outcome = workers.probe(interrupting(good, 0, WorkerLossTest::killWorkers));
            assertEquals(LossCause.DIED, Workbench.loss(outcome));
            assertEquals(MediaKind.VIDEO, Workbench.done(workers.probe(good)).kind());
        }
    }

    @Test
    void aWorkerThatDiesBetweenJobsIsNotNoticedByAnyone() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        try (MediaWorkers workers = Workbench.workers()) {
            Workbench.probe(workers, clip);
            killWorkers();
            Workbench.probe(workers, clip);
        }
    }

    @Test
    void aSourceThatHangsIsGivenUpAfterTheWallClock() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        CountDownLatch never = new CountDownLatch(1);
        MediaSource hanging = interrupting(Workbench.source(clip), 0, () -> waitFor(never));
        MediaConfig config = Workbench.config().withLimits(Workbench.patience(Duration.ofSeconds(3)));
        try (MediaWorkers workers = Workbench.workers(config)) {
            long started = System.nanoTime();
            assertEquals(LossCause.TIMED_OUT, Workbench.loss(workers.probe(hanging)));
            Duration taken = Duration.ofNanos(System.nanoTime() - started);
            assertTrue(taken.compareTo(Duration.ofSeconds(12)) < 0, taken.toString());
            Workbench.probe(workers, clip);
        }
    }

    @Test
    void aWorkerThatTakesTooMuchMemoryIsKilled() {
        Path photo = Clips.jpeg(directory.resolve("a.jpg"), 7000, 7000, 0);
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        MediaConfig config = Workbench.config().withLimits(Workbench.residentLimit(120L << 20));
        try (MediaWorkers workers = Workbench.workers(config)) {
            assertEquals(LossCause.OUT_OF_MEMORY, Workbench.loss(workers.probe(Workbench.source(photo))));
            Workbench.probe(workers, clip);
        }
    }

    @Test
    void aWorkerIsReplacedAfterItsNumberOfJobs() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        try (MediaWorkers workers = Workbench.workers(Workbench.config().withJobsPerWorker(2))) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                MediaSource source = interrupting(Workbench.source(clip), 0, () -> pids.add(onlyWorker()));
                Workbench.done(workers.probe(source));
            }
            assertEquals(pids.get(0), pids.get(1));
            assertNotEquals(pids.get(1), pids.get(2));
            assertEquals(pids.get(2), pids.get(3));
        }
    }

    @Test
    void aRefusalDoesNotCostTheWorker() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        Path text = Clips.text(directory.resolve("a.txt"), List.of("no media at all"));
        try (MediaWorkers workers = Workbench.workers()) {
            Workbench.probe(workers, clip);
            long before = onlyWorker();
            assertEquals(Reason.NOT_MEDIA, Workbench.refusal(workers.probe(Workbench.source(text))));
            Workbench.probe(workers, clip);
            assertEquals(before, onlyWorker());
        }
    }

    @Test
    void aSourceThatCannotBeReadIsToldAsSuch() {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        MediaSource broken = new MediaSource() {
            @Override
            public long sizeBytes() {
                return 100_000;
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) throws IOException {
                throw new IOException("block 7 does not match its checksum");
            }
        };
        try (MediaWorkers workers = Workbench.workers()) {
            MediaOutcome<MediaFacts> outcome = workers.probe(broken);
            assertEquals(LossCause.SOURCE_FAILED, Workbench.loss(outcome));
            assertTrue(outcome.toString().contains("block 7 does not match its checksum"), outcome.toString());
            Workbench.probe(workers, clip);
        }
    }

    @Test
    void aSourceThatIsShorterThanItSaysEndsThere() {
        Path clip = Clips.transportStream(directory.resolve("a.ts"), 2, 320, 240);
        MediaSource whole = Workbench.source(clip);
        MediaSource shorter = new MediaSource() {
            @Override
            public long sizeBytes() {
                return whole.sizeBytes() * 10;
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) throws IOException {
                return whole.read(target, positionBytes);
            }
        };
        try (MediaWorkers workers = Workbench.workers()) {
            assertEquals("mpegts", Workbench.done(workers.probe(shorter)).format());
        }
    }

    @Test
    void anInterruptedCallerGetsItsOutcomeAtOnceAndStaysInterrupted() throws Exception {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        MediaSource hanging = interrupting(Workbench.source(clip), 0, () -> {
            reading.countDown();
            waitFor(never);
        });
        try (MediaWorkers workers = Workbench.workers()) {
            AtomicReference<LossCause> cause = new AtomicReference<>();
            AtomicBoolean stayed = new AtomicBoolean();
            Thread caller = new Thread(() -> {
                cause.set(Workbench.loss(workers.probe(hanging)));
                stayed.set(Thread.currentThread().isInterrupted());
            });
            caller.start();
            reading.await();
            caller.interrupt();
            caller.join(10_000);
            assertEquals(LossCause.INTERRUPTED, cause.get());
            assertTrue(stayed.get());
        }
    }

    @Test
    void closingEndsJobsUnderWayAndLaterOnes() throws Exception {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        CountDownLatch reading = new CountDownLatch(1);
        MediaSource slow = interrupting(Workbench.source(clip), 0, () -> {
            reading.countDown();
            sleep(Duration.ofSeconds(2));
        });
        MediaWorkers workers = Workbench.workers();
        ExecutorService callers = Executors.newFixedThreadPool(2, Thread::new);
        try {
            Future<MediaOutcome<MediaFacts>> underWay = callers.submit(() -> workers.probe(slow));
            reading.await();
            Future<MediaOutcome<MediaFacts>> waiting = callers.submit(() -> workers.probe(Workbench.source(clip)));
            workers.close();
            assertEquals(List.of(), Workbench.running());
            assertEquals(LossCause.CLOSED, Workbench.loss(underWay.get(10, TimeUnit.SECONDS)));
            assertEquals(LossCause.CLOSED, Workbench.loss(waiting.get(10, TimeUnit.SECONDS)));
            assertEquals(LossCause.CLOSED, Workbench.loss(workers.probe(Workbench.source(clip))));
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void callersBeyondTheNumberOfWorkersWaitForTheirTurn() throws Exception {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 1, 320, 240);
        AtomicInteger most = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(6, Thread::new);
        try (MediaWorkers workers = Workbench.workers(Workbench.config().withWorkers(2))) {
            List<Future<MediaOutcome<MediaFacts>>> jobs = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                MediaSource source = interrupting(
                        Workbench.source(clip),
                        0,
                        () -> most.accumulateAndGet(Workbench.running().size(), Math::max));
                jobs.add(callers.submit(() -> workers.probe(source)));
            }
            for (Future<MediaOutcome<MediaFacts>> job : jobs) {
                Workbench.done(job.get(30, TimeUnit.SECONDS));
            }
            assertEquals(2, most.get());
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aMissingJavaIsToldAsSuch() {
        MediaConfig normal = Workbench.config();
        MediaConfig config = new MediaConfig(
                normal.scratchDirectory(),
                directory.resolve("no-java"),
                normal.workerClassPath(),
                1,
                50,
                normal.limits(),
                normal.proxy(),
                normal.preview(),
                normal.leastIsolation());
        try (MediaWorkers workers = Workbench.workers(config)) {
            assertEquals(LossCause.START_FAILED, Workbench.loss(workers.probe(Workbench.source(new byte[10]))));
        }
    }

    @Test
    void whateverDoesNotSpeakTheProtocolIsNoWorker() throws IOException {
        assertEquals(LossCause.GARBLED, lossOf("echo 'Welcome to the machine'"));
        assertEquals(LossCause.GARBLED, lossOf("printf 'H\\0\\0\\0\\7\\0\\0\\0\\11\\0\\1x'"));
        assertEquals(LossCause.GARBLED, lossOf("printf 'H\\177\\0\\0\\0'"));
        assertEquals(LossCause.START_FAILED, lossOf("echo 'no libraries here' >&2; exit 1"));
    }

    @Test
    void aWorkerThatTurnsToGarbageIsLost() throws IOException {
        String hello = "printf 'H\\0\\0\\0\\7\\0\\0\\0\\" + Integer.toOctalString(Wire.VERSION) + "\\0\\1x'; ";
        assertEquals(LossCause.GARBLED, lossOf(hello + "printf 'Q\\0\\0\\0\\0'; sleep 20"));
        assertEquals(LossCause.GARBLED, lossOf(hello + "printf 'A\\0\\0\\0\\1\\11'; sleep 20"));
        // A read far behind the end, and one of a negative length.
        assertEquals(
                LossCause.GARBLED,
                lossOf(hello + "printf 'R\\0\\0\\0\\14\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1'; sleep 20"));
        assertEquals(
                LossCause.GARBLED,
                lossOf(hello + "printf 'R\\0\\0\\0\\14\\0\\0\\0\\0\\0\\0\\0\\0\\377\\377\\377\\377'; sleep 20"));
        assertEquals(LossCause.DIED, lossOf(hello + "exit 7"));
    }

    private LossCause lossOf(String script) throws IOException {
        Path impostor = directory.resolve("java");
        Files.writeString(impostor, "#!/bin/sh\n" + ONLY_AS_A_WORKER + script + "\n");
        Files.setPosixFilePermissions(impostor, PosixFilePermissions.fromString("rwx------"));
        MediaConfig normal = Workbench.config();
        MediaConfig config = new MediaConfig(
                normal.scratchDirectory(),
                impostor,
                normal.workerClassPath(),
                1,
                50,
                normal.limits(),
                normal.proxy(),
                normal.preview(),
                normal.leastIsolation());
        try (MediaWorkers workers = Workbench.workers(config)) {
            return Workbench.loss(workers.probe(Workbench.source(new byte[10])));
        }
    }

    /** A source that does something else before the given read. */
    private static MediaSource interrupting(MediaSource source, int atRead, Runnable action) {
        AtomicInteger reads = new AtomicInteger();
        return new MediaSource() {
            @Override
            public long sizeBytes() {
                return source.sizeBytes();
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) throws IOException {
                if (reads.getAndIncrement() == atRead) {
                    action.run();
                }
                return source.read(target, positionBytes);
            }
        };
    }

    private static long onlyWorker() {
        List<ProcessHandle> running = Workbench.running();
        assertEquals(1, running.size());
        return running.get(0).pid();
    }

    private static void killWorkers() {
        for (ProcessHandle worker : Workbench.running()) {
            worker.destroyForcibly();
            worker.onExit().join();
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
