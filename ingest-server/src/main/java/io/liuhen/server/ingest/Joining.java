package io.liuhen.server.ingest;

import io.liuhen.server.custody.Actor;
import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.CommitOutcome;
import io.liuhen.storage.Jobs;
import io.liuhen.storage.ReceivedReader;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins parts to the files that clients have asked for: copies the bytes of each part, in their order, to the end of the
 * file's own, and finishes the file as any other. Each block of a part is compared with its checksum before it is copied.
 *
 * <p>What is to be done is a durable job, left by the file's creation. A join that was cut off goes on at the file's
 * durable offset. Confined to one thread; blocks.
 */
public final class Joining implements Runnable {
    /** The kind of job; its subject is the file. Stored, so it never changes. */
    static final String KIND = "join";

    private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
    private static final Duration LEASE = Duration.ofHours(12);
    private static final Duration DELAY_FIRST = Duration.ofSeconds(5);
    private static final Duration DELAY_MAX = Duration.ofMinutes(10);
    private static final int DELAY_DOUBLINGS = 8;
    private static final int PRIORITY = 5;
    private static final long COMMIT_EVERY_BYTES = 32L << 20;

    private final EngineAccess engine;
    private final Jobs jobs;
    private final Ingest ingest;
    private final BooleanSupplier stopping;

    /** @param stopping asked between two blocks: whether the server is going down */
    public Joining(EngineAccess engine, Jobs jobs, Ingest ingest, BooleanSupplier stopping) {
        this.engine = engine;
        this.jobs = jobs;
        this.ingest = ingest;
        this.stopping = stopping;
    }

    /** What a file's creation leaves behind. */
    static Facts job(SegmentId file, Instant now) {
        return Facts.of(new NewJob(new JobKey(KIND, file), PRIORITY, now));
    }

    /** Joins whatever is to be joined now. Fails never: what did not get through is tried again later. */
    @Override
    public void run() {
        try {
            boolean more = true;
            while (more && !stopping.getAsBoolean()) {
                List<JobRow> taken = jobs.take(KIND, 1, LEASE);
                taken.forEach(this::join);
                more = !taken.isEmpty();
            }
        } catch (RuntimeException e) {
            LOG.error("files cannot be joined: {}", e.getMessage(), e);
        }
    }

    private void join(JobRow job) {
        SegmentId file = job.key().subject();
        try {
            if (joined(file)) {
                jobs.finish(job, Facts.none());
            }
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            LOG.error("file {} cannot be joined now: {}", file, cause.getMessage(), cause);
            Duration delay = DELAY_FIRST.multipliedBy(1L << Math.min(DELAY_DOUBLINGS, job.failures()));
            jobs.retry(job, delay.compareTo(DELAY_MAX) > 0 ? DELAY_MAX : delay, String.valueOf(cause.getMessage()));
        }
    }

    /** Whether there is nothing left to do: the file is sealed, or was ended. */
    private boolean joined(SegmentId file) {
        Optional<UploadRow> upload =
                get(engine.uploads().find(file)).filter(row -> row.phase() == UploadRow.Phase.OPEN);
        if (upload.isEmpty()) {
            return true;
        }
        List<SegmentId> parts =
                Attributes.of(upload.get().attributes()).concatenation().parts();
        if (!upload.get().received() && !copied(upload.get(), parts)) {
            return false;
        }
        Finished finished = get(ingest.finish(file, Actor.server()));
        LOG.info(
                "file {} is joined from {} parts: {}",
                file,
                parts.size(),
                finished.getClass().getSimpleName());
        return true;
    }

    /** Whether all bytes are there now; not so where the server is going down. */
    private boolean copied(UploadRow upload, List<SegmentId> parts) {
        AppendOutcome outcome = get(engine.uploads().append(upload.id(), upload.offsetBytes()));
        if (!(outcome instanceof AppendOutcome.Opened opened)) {
            throw new StorageException(Category.IO, "file " + upload.id() + " is not where it was");
        }
        try {
            long begin = 0;
            for (SegmentId part : parts) {
                long skip = Math.max(0, upload.offsetBytes() - begin);
                begin += copy(part, skip, opened.append());
                if (stopping.getAsBoolean()) {
                    return false;
                }
            }
            commit(opened.append());
            return true;
        } finally {
            get(opened.append().close());
        }
    }

    /** Copies a part from a position on, if it is that long; returns its length. */
    private long copy(SegmentId part, long fromBytes, Append to) {
        try (Source source = source(part)) {
            long position = fromBytes;
            long uncommitted = 0;
            while (position < source.lengthBytes() && !stopping.getAsBoolean()) {
                ByteBuffer bytes = source.view(position);
                int count = bytes.remaining();
                if (!get(to.write(bytes))) {
                    throw new StorageException(Category.IO, "somebody else has taken the file over");
                }
                position += count;
                uncommitted += count;
                if (uncommitted >= COMMIT_EVERY_BYTES) {
                    commit(to);
                    uncommitted = 0;
                }
            }
            return source.lengthBytes();
        }
    }

    private static void commit(Append append) {
        if (!(get(append.commit()) instanceof CommitOutcome.Committed)) {
            throw new StorageException(Category.IO, "somebody else has taken the file over");
        }
    }

    /** Where the bytes of a part are. */
    private interface Source extends AutoCloseable {
        long lengthBytes();

        ByteBuffer view(long positionBytes);

        @Override
        void close();
    }

    /** A part is open, or was ended meanwhile and is in the vault as what it is. */
    private Source source(SegmentId part) {
        Uploads uploads = engine.uploads();
        Optional<Source> open = uploads.read(part).map(Joining::source);
        return open.or(() -> engine.segments()
                        .find(part)
                        .map(segment -> source(engine.segments().open(segment), segment)))
                .orElseGet(() -> {
                    if (get(uploads.find(part)).filter(UploadRow::received).isEmpty()) {
                        throw new StorageException(Category.MISSING, "part " + part + " is not there any more");
                    }
                    return new Empty();
                });
    }

    private static Source source(ReceivedReader reader) {
        return new Source() {
            @Override
            public long lengthBytes() {
                return reader.lengthBytes();
            }

            @Override
            public ByteBuffer view(long positionBytes) {
                return reader.view(positionBytes);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    private static Source source(SegmentReader reader, SegmentRow segment) {
        return new Source() {
            @Override
            public long lengthBytes() {
                return segment.lengthBytes();
            }

            @Override
            public ByteBuffer view(long positionBytes) {
                return reader.view(positionBytes, BlockChecksums.BLOCK_BYTES);
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    /** A part without a byte. */
    private record Empty() implements Source {
        @Override
        public long lengthBytes() {
            return 0;
        }

        @Override
        public ByteBuffer view(long positionBytes) {
            throw new IllegalStateException("there is nothing to be read");
        }

        @Override
        public void close() {}
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
