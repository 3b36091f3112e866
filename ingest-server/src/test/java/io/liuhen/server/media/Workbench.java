package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the tests of this package share. */
final class Workbench {

    private Workbench() {}

    /** One place for all tests, so that the decoders are unpacked once. */
    static MediaConfig config() {
        return MediaConfig.defaults(Path.of("target", "media-scratch"));
    }

    static MediaWorkers workers() {
        return workers(config());
    }

    static MediaWorkers workers(MediaConfig config) {
        return new MediaWorkers(config, System::nanoTime);
    }

    static MediaSource source(Path file) {
        try {
            return source(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MediaSource source(byte[] bytes) {
        return new MediaSource() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) {
                if (positionBytes >= bytes.length) {
                    return -1;
                }
                int length = (int) Math.min(target.remaining(), bytes.length - positionBytes);
                target.put(bytes, (int) positionBytes, length);
                return length;
            }
        };
    }

    static <T> T done(MediaOutcome<T> outcome) {
        if (outcome instanceof MediaOutcome.Done<T> done) {
            return done.value();
        }
        return fail("expected an answer, got " + outcome);
    }

    static Reason refusal(MediaOutcome<?> outcome) {
        if (outcome instanceof MediaOutcome.Refused<?> refused) {
            return refused.reason();
        }
        return fail("expected a refusal, got " + outcome);
    }

    static LossCause loss(MediaOutcome<?> outcome) {
        if (outcome instanceof MediaOutcome.Lost<?> lost) {
            return lost.cause();
        }
        return fail("expected a loss, got " + outcome);
    }

    static MediaFacts probe(MediaWorkers workers, Path file) {
        return done(workers.probe(source(file)));
    }

    static Derived proxy(MediaWorkers workers, Path file, Path into) {
        return view(workers, file, into).get(0);
    }

    static Derived poster(MediaWorkers workers, Path file, Path into) {
        MediaSource source = source(file);
        return done(workers.poster(source, done(workers.probe(source)), into)).get(0);
    }

    /** The proxy, and what is made with it. */
    static List<Derived> view(MediaWorkers workers, Path file, Path into) {
        MediaSource source = source(file);
        return done(workers.view(source, done(workers.probe(source)), into, micros -> {}));
    }

    static WorkerLimits patience(Duration base) {
        WorkerLimits normal = WorkerLimits.DEFAULT;
        return new WorkerLimits(
                normal.heapBytes(),
                normal.residentLimitBytes(),
                normal.addressSpaceLimitBytes(),
                normal.probeBlockLimitBytes(),
                normal.decodeBlockLimitBytes(),
                normal.maxPixels(),
                normal.outputLimitBytes(),
                normal.startTime(),
                base,
                0,
                base);
    }

    static WorkerLimits residentLimit(long bytes) {
        WorkerLimits normal = WorkerLimits.DEFAULT;
        return new WorkerLimits(
                normal.heapBytes(),
                bytes,
                normal.addressSpaceLimitBytes(),
                normal.probeBlockLimitBytes(),
                normal.decodeBlockLimitBytes(),
                normal.maxPixels(),
                normal.outputLimitBytes(),
                normal.startTime(),
                normal.baseTime(),
                normal.timePerDuration(),
                normal.maxTime());
    }

    static WorkerLimits outputLimit(long bytes) {
        WorkerLimits normal = WorkerLimits.DEFAULT;
        return new WorkerLimits(
                normal.heapBytes(),
                normal.residentLimitBytes(),
                normal.addressSpaceLimitBytes(),
                normal.probeBlockLimitBytes(),
                normal.decodeBlockLimitBytes(),
                normal.maxPixels(),
                bytes,
                normal.startTime(),
                normal.baseTime(),
                normal.timePerDuration(),
                normal.maxTime());
    }

    /** The worker processes that this JVM has now. */
    static List<ProcessHandle> running() {
        return ProcessHandle.current()
                .descendants()
                // By the program: a command line with a long class path is cut off before the name of the class.
                .filter(child -> child.info()
                        .command()
                        .map(program -> program.endsWith("/java"))
                        .orElse(false))
                .toList();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
