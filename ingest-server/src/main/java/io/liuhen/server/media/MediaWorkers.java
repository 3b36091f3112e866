package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The face of this package: asks questions about media, and has derived files made, without ever decoding a byte in
 * this process.
 *
 * <p>Thread-safe. Every method blocks until the job has ended; callers beyond the configured number of workers wait for
 * their turn. No method throws because of what a file contains: see {@link MediaOutcome}. A caller that is interrupted
 * gets its outcome at once and stays interrupted.
 */
public final class MediaWorkers implements AutoCloseable {

    private final MediaConfig config;
    private final List<WorkerSlot> slots;
    private final LinkedBlockingDeque<WorkerSlot> idle;
    private final ExecutorService talkers;
    private volatile boolean closed;

    /**
     * Starts nothing yet: the first job does.
     *
     * @param nanoTicker measures how long jobs take, as {@link System#nanoTime} does
     */
    public MediaWorkers(MediaConfig config, LongSupplier nanoTicker) {
        this.config = config;
        AtomicInteger number = new AtomicInteger();
        this.talkers = Executors.newCachedThreadPool(talk -> {
            Thread thread = new Thread(talk, "media-talk-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        this.slots = Stream.generate(() -> new WorkerSlot(config, nanoTicker, talkers))
                .limit(config.workers())
                .toList();
        this.idle = new LinkedBlockingDeque<>(slots);
    }

    /** What the file says about itself. */
    public MediaOutcome<MediaFacts> probe(MediaSource source) {
        return inTurn(slot -> {
            Answer answer =
                    slot.perform(probeJob(source), source, config.limits().baseTime());
            if (answer instanceof Answer.No no) {
                return new MediaOutcome.Refused<>(no.reason(), no.detail());
            }
            return new MediaOutcome.Done<>(factsIn(answer));
        });
    }

    /**
     * A small copy for viewing, {@code proxy.mp4}: H.264 and AAC, upright, playable from its first bytes.
     *
     * @param facts as {@link #probe} found them in the same source
     * @param intoDirectory exists, on the file system where the file shall be; an earlier proxy there is replaced
     */
    public MediaOutcome<Derived> proxy(MediaSource source, MediaFacts facts, Path intoDirectory) {
        if (facts.kind() == MediaKind.PHOTO) {
            return notApplicable("A photo needs no copy for viewing.");
        }
        Duration time = config.limits().timeFor(assumedDurationMicros(source, facts));
        return derive(Job.Task.PROXY, source, time, intoDirectory);
    }

    /**
     * One picture that stands for the recording, {@code poster.jpg}, upright.
     *
     * @param facts as {@link #probe} found them in the same source
     * @param intoDirectory exists, on the file system where the file shall be; an earlier poster there is replaced
     */
    public MediaOutcome<Derived> poster(MediaSource source, MediaFacts facts, Path intoDirectory) {
        if (facts.kind() == MediaKind.AUDIO) {
            return notApplicable("A sound recording has no picture.");
        }
        return derive(Job.Task.POSTER, source, config.limits().baseTime(), intoDirectory);
    }

    /** The most memory that any worker has taken, for whoever sets the limits. */
    public long peakResidentBytes() {
        return slots.stream().mapToLong(WorkerSlot::peakResidentBytes).max().orElse(0);
    }

    /** Kills the workers and waits until they are gone. Jobs under way end as {@link LossCause#CLOSED}. */
    @Override
    public void close() {
        closed = true;
        slots.forEach(WorkerSlot::close);
        talkers.shutdown();
    }

    private MediaOutcome<Derived> derive(Job.Task task, MediaSource source, Duration time, Path intoDirectory) {
        return inTurn(slot -> {
            try (JobDirectory directory = JobDirectory.createIn(intoDirectory)) {
                Answer answer = slot.perform(job(task, source, directory.path()), source, time);
                if (answer instanceof Answer.No no) {
                    return new MediaOutcome.Refused<>(no.reason(), no.detail());
                }
                Answer.Made made = madeIn(answer);
                Path file = directory.only(task.outputName, config.limits().outputLimitBytes());
                long sizeBytes = check(slot, task, made, file);
                return new MediaOutcome.Done<>(derived(task, made, sizeBytes, directory.publish(file, intoDirectory)));
            } catch (IOException e) {
                throw new LostException(LossCause.OUTPUT_FAILED, "The derived file cannot be kept: " + e);
            }
        });
    }

    /** Probes the file that was made, and compares it with what was said of it. */
    private long check(WorkerSlot slot, Job.Task task, Answer.Made made, Path file) throws IOException, LostException {
        try (ChannelSource source = ChannelSource.open(file)) {
            Answer answer =
                    slot.perform(probeJob(source), source, config.limits().baseTime());
            if (answer instanceof Answer.No no) {
                throw new LostException(LossCause.OUTPUT_REJECTED, "The derived file is not playable: " + no.detail());
            }
            MediaFacts found = factsIn(answer);
            if (task == Job.Task.PROXY) {
                OutputCheck.proxy(made, found);
            } else {
                OutputCheck.poster(made, found);
            }
            return source.sizeBytes();
        }
    }

    private static Derived derived(Job.Task task, Answer.Made made, long sizeBytes, Path file) {
        String mediaType = task == Job.Task.POSTER ? "image/jpeg" : made.hasPicture() ? "video/mp4" : "audio/mp4";
        return new Derived(
                file,
                mediaType,
                made.making(),
                sizeBytes,
                made.width(),
                made.height(),
                made.durationMicros(),
                made.damagedPackets());
    }

    private Job probeJob(MediaSource source) {
        return new Job(
                Job.Task.PROBE,
                source.sizeBytes(),
                "",
                config.limits().probeBlockLimitBytes(),
                config.limits().maxPixels(),
                config.limits().outputLimitBytes(),
                config.proxy());
    }

    private Job job(Job.Task task, MediaSource source, Path directory) {
        return new Job(
                task,
                source.sizeBytes(),
                directory.toString(),
                config.limits().decodeBlockLimitBytes(),
                config.limits().maxPixels(),
                config.limits().outputLimitBytes(),
                config.proxy());
    }

    /**
     * Raw streams do not know how long they are: 1 Mb/s is slow for a recorder, so this is rather too long. And a few
     * bytes can claim years, which must not buy them a worker for that long: nothing is below 4 kb/s.
     */
    private static long assumedDurationMicros(MediaSource source, MediaFacts facts) {
        long atOneMegabitMicros = source.sizeBytes() * 8;
        long claimedMicros = facts.durationMicros() > 0 ? facts.durationMicros() : atOneMegabitMicros;
        return Math.min(claimedMicros, atOneMegabitMicros * 250);
    }

    private static MediaFacts factsIn(Answer answer) throws LostException {
        if (answer instanceof Answer.Facts facts) {
            return facts.facts();
        }
        throw new LostException(LossCause.GARBLED, "The worker answered another question.");
    }

    private static Answer.Made madeIn(Answer answer) throws LostException {
        if (answer instanceof Answer.Made made) {
            return made;
        }
        throw new LostException(LossCause.GARBLED, "The worker answered another question.");
    }

    private static MediaOutcome<Derived> notApplicable(String sentence) {
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
                return closed ? WorkerSlot.closedMeanwhile().outcome() : turn.take(slot);
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
