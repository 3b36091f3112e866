package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The face of this package: asks questions about media, and has derived files made, without ever decoding a byte in
 * this process.
 *
 * <p>Thread-safe. Every method blocks until the job has ended; callers beyond the configured number of workers wait for
 * their turn. No method throws because of what a file contains: see {@link MediaOutcome}. A caller that is interrupted
 * gets its outcome at once and stays interrupted.
 */
public final class MediaWorkers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MediaWorkers.class);

    private final MediaConfig config;
    private final WorkerCommand command;
    private final List<WorkerSlot> slots;
    private final BlockingDeque<WorkerSlot> idle;
    private final ExecutorService talkers;

    /**
     * Starts nothing yet: the first job does.
     *
     * @param nanoTicker measures how long jobs take, as {@link System#nanoTime} does
     */
    public MediaWorkers(MediaConfig config, LongSupplier nanoTicker) {
        this.config = config;
        this.talkers = talkers();
        this.command = new WorkerCommand(config);
        Supervision supervision = new Supervision(config.limits().residentLimitBytes(), nanoTicker, talkers);
        this.slots = Stream.generate(() -> new WorkerSlot(config, command, supervision))
                .limit(config.workers())
                .toList();
        this.idle = new LinkedBlockingDeque<>(slots);
    }

    /** What the file says about itself. */
    public MediaOutcome<MediaFacts> probe(MediaSource source) {
        return inTurn(slot -> {
            Answer answer =
                    slot.perform(Talk.probe(config, source), config.limits().baseTime());
            return answer instanceof Answer.Facts found ? new MediaOutcome.Done<>(found.facts()) : answer.refusal();
        });
    }

    /** As {@link #view(MediaSource, MediaFacts, Rendering, Path, Watcher)}, as it is configured. */
    public MediaOutcome<List<Derived>> view(MediaSource source, MediaFacts facts, Path intoDirectory, Watcher watcher) {
        return view(source, facts, Rendering.plain(config.proxy()), intoDirectory, watcher);
    }

    /**
     * What a reviewer looks at, all of it from one decoding: the copy for viewing first ({@code proxy.mp4}: H.264 and
     * AAC, upright, playable from its first bytes), then a contact sheet of its pictures and a waveform of its sound,
     * where it has them.
     *
     * @param facts as {@link #probe} found them in the same source
     * @param rendering what the copy for viewing looks like
     * @param intoDirectory exists, on the file system where the files shall be; earlier ones there are replaced
     * @param watcher is told how many microseconds of the recording are done, about once for every hundredth of it
     */
    public MediaOutcome<List<Derived>> view(
            MediaSource source, MediaFacts facts, Rendering rendering, Path intoDirectory, Watcher watcher) {
        return moving(Job.Task.VIEW, source, facts, rendering, intoDirectory, watcher);
    }

    /**
     * As {@link #view(MediaSource, MediaFacts, Rendering, Path, Watcher)}, but {@code proxy.mp4} alone: a copy in which
     * something is hidden, or that is for one viewer, has no other picture beside it.
     */
    public MediaOutcome<List<Derived>> copy(
            MediaSource source, MediaFacts facts, Rendering rendering, Path intoDirectory, Watcher watcher) {
        return moving(Job.Task.COPY, source, facts, rendering, intoDirectory, watcher);
    }

    private MediaOutcome<List<Derived>> moving(
            Job.Task task,
            MediaSource source,
            MediaFacts facts,
            Rendering rendering,
            Path intoDirectory,
            Watcher watcher) {
        if (facts.kind() == MediaKind.PHOTO) {
            return notApplicable("A photo needs no copy for viewing.");
        }
        Derivation derivation = new Derivation(config, task, rendering, intoDirectory, watcher);
        Duration time = config.limits().timeFor(plausibleDurationMicros(source, facts));
        return inTurn(slot -> derivation.run(slot, source, time));
    }

    /**
     * One picture that stands for the recording, {@code poster.jpg}, upright.
     *
     * @param facts as {@link #probe} found them in the same source
     * @param intoDirectory exists, on the file system where the file shall be; an earlier poster there is replaced
     */
    public MediaOutcome<List<Derived>> poster(MediaSource source, MediaFacts facts, Path intoDirectory) {
        if (facts.kind() == MediaKind.AUDIO) {
            return notApplicable("A sound recording has no picture.");
        }
        Derivation derivation =
                new Derivation(config, Job.Task.POSTER, Rendering.plain(config.proxy()), intoDirectory, micros -> {});
        return inTurn(slot -> derivation.run(slot, source, config.limits().baseTime()));
    }

    /**
     * How well workers are walled in on this host, as a worker found that ran against the walls. The first call blocks
     * for some seconds, later ones answer at once.
     *
     * @return empty where no worker can be started at all
     */
    public Optional<Isolation> isolation() {
        try {
            return Optional.of(command.isolation());
        } catch (IOException e) {
            LOG.error("Media workers cannot be started", e);
            return Optional.empty();
        }
    }

    /** The most memory that any worker has taken, for whoever sets the limits. */
    public long peakResidentBytes() {
        return slots.stream().mapToLong(WorkerSlot::peakResidentBytes).max().orElse(0);
    }

    /** Kills the workers and waits until they are gone. Jobs under way, and later ones, are {@link LossCause#CLOSED}. */
    @Override
    public void close() {
        slots.forEach(WorkerSlot::close);
        talkers.shutdown();
    }

    private static ExecutorService talkers() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(talk -> {
            Thread thread = new Thread(talk, "media-talk-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Raw streams do not know how long they are: 1 Mb/s is slow for a recorder, so this is rather too long. And a few
     * bytes can claim years, which must not buy them a worker for that long: nothing is below 4 kb/s.
     */
    private static long plausibleDurationMicros(MediaSource source, MediaFacts facts) {
        long atOneMegabitMicros = source.sizeBytes() * 8;
        long claimedMicros = facts.durationMicros() > 0 ? facts.durationMicros() : atOneMegabitMicros;
        return Math.min(claimedMicros, atOneMegabitMicros * 250);
    }

    private static MediaOutcome<List<Derived>> notApplicable(String sentence) {
        return new MediaOutcome.Refused<>(Reason.NOT_APPLICABLE, sentence);
    }

    /** Work that needs a worker for itself. */
    @FunctionalInterface
    private interface Turn<T> {
        MediaOutcome<T> take(WorkerSlot slot) throws LostException;
    }

    private <T> MediaOutcome<T> inTurn(Turn<T> turn) {
        try {
            WorkerSlot slot = idle.takeFirst();
            try {
                return turn.take(slot);
            } finally {
                // The most recent one first: its worker is there already.
                idle.addFirst(slot);
            }
        } catch (LostException e) {
            return e.outcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new LostException(LossCause.INTERRUPTED, "The caller was interrupted.").outcome();
        }
    }
}
