package io.liuhen.server.ingest;

import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.ServiceTurns;
import io.liuhen.server.admission.Share;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.UploadRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins parts to the files that clients have asked for: copies the bytes of each part, in their order, to the end of the
 * file's own, and finishes the file as any other. Each block of a part is compared with its checksum before it is copied.
 *
 * <p>What is to be done is a durable job, left by the file's creation. Files are joined in turns, of which each does a
 * bounded part of one file: key-marked recordings first, then fairly by sender and device, as bodies are read. What is
 * copied counts below a ceiling as what comes over the line does. A join that was cut off goes on at the file's durable
 * offset. Any number of threads may {@link #run} one of these; they block.
 */
public final class Joining implements Runnable {
    /** The kind of job; its subject is the file. Stored, so it never changes. */
    static final String KIND = "join";

    /** What one file may copy while others wait. */
    public static final long TURN_BYTES = 64L << 20;

    /** Files that wait for their turn in memory; the others wait in the index. */
    public static final int UNDER_WAY_MAX = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration LEASE = Duration.ofHours(12);
    private static final Duration DELAY_FIRST = Duration.ofSeconds(5);
    private static final Duration DELAY_MAX = Duration.ofMinutes(10);
    private static final int DELAY_DOUBLINGS = 8;
    private static final int PRIORITY_KEY_MARKED = 2;
    private static final int PRIORITY_USUAL = 5;
    private static final int TAKEN_AT_ONCE = 64;

    /** What takes longer, such as an upload that is read again after a restart, keeps no thread. */
    private static final long PATIENCE_MILLIS = 500;

    private static final long LOOK_MILLIS = 50;

    private final EngineAccess engine;
    private final Jobs jobs;
    private final Ingest ingest;
    private final ByteBudget budget;
    private final Metrics metrics;
    private final BooleanSupplier stopping;
    private final long turnBytes;
    private final ServiceTurns<Join> turns;
    private final Map<SegmentId, Join> underWay = new ConcurrentHashMap<>();

    /** Joins that wait for the engine and have no thread meanwhile, and what is released when one is back. */
    private final AtomicInteger away = new AtomicInteger();

    private final Semaphore back = new Semaphore(0);

    /**
     * Joins what is to be joined.
     *
     * @param budget asked before each block
     * @param stopping asked between two blocks: whether the server is going down
     */
    public Joining(
            EngineAccess engine,
            Jobs jobs,
            Ingest ingest,
            ByteBudget budget,
            Metrics metrics,
            BooleanSupplier stopping) {
        this(engine, jobs, ingest, budget, metrics, stopping, TURN_BYTES);
    }

    Joining(
            EngineAccess engine,
            Jobs jobs,
            Ingest ingest,
            ByteBudget budget,
            Metrics metrics,
            BooleanSupplier stopping,
            long turnBytes) {
        this.engine = engine;
        this.jobs = jobs;
        this.ingest = ingest;
        this.budget = budget;
        this.metrics = metrics;
        this.stopping = stopping;
        this.turnBytes = turnBytes;
        this.turns = new ServiceTurns<>(turnBytes);
    }

    /** What a file's creation leaves behind. */
    static Facts job(SegmentId file, boolean keyMarked, Instant now) {
        int priority = keyMarked ? PRIORITY_KEY_MARKED : PRIORITY_USUAL;
        return Facts.of(new NewJob(new JobKey(KIND, file), priority, now));
    }

    /** Bytes that are to be copied yet, of the files that have had a turn. */
    public long leftBytes() {
        return underWay.values().stream().mapToLong(Join::leftBytes).sum();
    }

    /** Joins whatever is to be joined now. Fails never: what did not get through is tried again later. */
    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && !stopping.getAsBoolean()) {
                takeDue();
                Optional<ServiceTurns<Join>.Seat> next = turns.next();
                next.ifPresent(this::serve);
                more = next.isPresent() || waitForOthers();
            }
        } catch (RuntimeException e) {
            LOG.error("files cannot be joined: {}", e.getMessage(), e);
        }
    }

    /** Whether some may come back soon, for which it has waited a moment. */
    private boolean waitForOthers() {
        if (away.get() == 0) {
            return false;
        }
        try {
            boolean unusedBack = back.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void takeDue() {
        boolean more = true;
        while (more && underWay.size() < UNDER_WAY_MAX) {
            List<JobRow> taken = jobs.take(KIND, TAKEN_AT_ONCE, LEASE);
            taken.forEach(this::begin);
            more = taken.size() == TAKEN_AT_ONCE;
        }
    }

    private void begin(JobRow job) {
        Join known = underWay.get(job.key().subject());
        if (known != null) {
            known.leased(job);
            return;
        }
        Join join = new Join(engine, job);
        try {
            Share share = share(join.file());
            underWay.put(join.file(), join);
            turns.enter(share, join).waits();
        } catch (RuntimeException e) {
            failed(join, e);
        }
    }

    private Share share(SegmentId file) {
        Optional<UploadRow> upload = get(engine.uploads().find(file));
        return upload.map(Origin::of).map(Joining::share).orElseGet(() -> new Share("", "", false));
    }

    private static Share share(Origin origin) {
        return new Share(
                origin.dock().isEmpty() ? origin.device() : "dock " + origin.dock(),
                origin.device(),
                origin.keyMarked());
    }

    /** How a turn ended. */
    private enum End {
        /** The file is sealed, or was ended: there is nothing left to do. */
        DONE,
        /** There is more to do. */
        MORE,
        /** It comes back when the engine is ready. */
        AWAY,
        /** It is not for us to go on: the server is going down, or somebody else has the job. */
        LOST
    }

    private void serve(ServiceTurns<Join>.Seat seat) {
        Join join = seat.work();
        try {
            End end = jobs.renew(join.lease(), LEASE) ? turn(seat) : End.LOST;
            if (end == End.DONE) {
                jobs.finish(join.lease(), Facts.none());
            }
            if (end == End.MORE) {
                seat.waits();
            } else if (end != End.AWAY) {
                over(seat);
            }
        } catch (RuntimeException e) {
            over(seat);
            failed(join, e);
        }
    }

    private void over(ServiceTurns<Join>.Seat seat) {
        underWay.remove(seat.work().file());
        seat.leave();
    }

    private void failed(Join join, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.error("file {} cannot be joined now: {}", join.file(), cause.getMessage(), cause);
        JobRow lease = join.lease();
        Duration delay = DELAY_FIRST.multipliedBy(1L << Math.min(DELAY_DOUBLINGS, lease.failures()));
        jobs.retry(lease, delay.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : delay, String.valueOf(cause.getMessage()));
    }

    private End turn(ServiceTurns<Join>.Seat seat) {
        SegmentId file = seat.work().file();
        Optional<UploadRow> upload =
                get(engine.uploads().find(file)).filter(row -> row.phase() == UploadRow.Phase.OPEN);
        if (upload.isEmpty()) {
            return End.DONE;
        }
        if (!upload.get().received()) {
            CompletionStage<AppendOutcome> opening =
                    engine.uploads().append(file, upload.get().offsetBytes());
            Optional<AppendOutcome> opened = soon(opening);
            if (opened.isEmpty()) {
                return away(seat, opening.thenCompose(Joining::close));
            }
            if (!copied(seat, upload.get(), opened.get())) {
                return stopping.getAsBoolean() ? End.LOST : End.MORE;
            }
        }
        CompletionStage<Finished> finishing = ingest.finish(file, Actor.server());
        Optional<Finished> finished = soon(finishing);
        if (finished.isEmpty()) {
            return away(seat, finishing);
        }
        LOG.info("file {} is joined: {}", file, finished.get().getClass().getSimpleName());
        return End.DONE;
    }

    private static CompletionStage<Void> close(AppendOutcome outcome) {
        return outcome instanceof AppendOutcome.Opened opened
                ? opened.append().close()
                : CompletableFuture.completedFuture(null);
    }

    private boolean copied(ServiceTurns<Join>.Seat seat, UploadRow upload, AppendOutcome outcome) {
        if (!(outcome instanceof AppendOutcome.Opened opened)) {
            throw new StorageException(Category.IO, "file " + upload.id() + " is not where it was");
        }
        List<SegmentId> parts =
                Attributes.of(upload.attributes()).concatenation().parts();
        JoinTurn turn = new JoinTurn(budget, share(Origin.of(upload)), metrics, this::othersWait, stopping, turnBytes);
        try (turn) {
            return seat.work().copy(upload, parts, opened.append(), turn);
        } finally {
            seat.had(turn.copiedBytes());
            get(opened.append().close());
        }
    }

    private boolean othersWait() {
        takeDue();
        return turns.awaited();
    }

    /** Waits for its turn again once this has completed. */
    private End away(ServiceTurns<Join>.Seat seat, CompletionStage<?> stage) {
        seat.had(0);
        away.incrementAndGet();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                seat.waits();
            } else {
                over(seat);
                failed(seat.work(), failure);
            }
            away.decrementAndGet();
            back.release();
        });
        return End.AWAY;
    }

    /** What a stage completes with, if that does not take long. */
    private static <T> Optional<T> soon(CompletionStage<T> stage) {
        try {
            return Optional.of(stage.toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Category.CLOSED, "the server is going down");
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
