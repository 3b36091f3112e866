package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of real devices, damaged and hostile ones, where they are at hand: in a folder {@code shared/media} beside one of
 * the project's parents. The outcome of each is written to {@code target/shared-media.txt}.
 */
class SharedMediaTest {

    /** Made by devices, but not what anyone could play: a dictation machine's own format, a film of headers only. */
    private static final Set<String> UNPLAYABLE = Set.of("exift_Olympus.dss", "exift_QuickTime.mov");

    private static final Set<String> REAL = Set.of("video", "audio", "photo", "edited");

    @TempDir
    private Path directory;

    private final List<String> table = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    @Test
    void everyFileGetsAnAnswerAndRealRecordingsGetTheirCopies() throws IOException {
        Path media = sharedMedia();
        assumeTrue(media != null, "not run: no folder shared/media beside a parent of this project");
        add("file", "job", "seconds", "outcome");
        try (MediaWorkers workers = Workbench.workers()) {
            for (Path file : filesIn(media)) {
                use(workers, file);
            }
            double peakMebibytes = workers.peakResidentBytes() / (double) (1 << 20);
            table.add(String.format(Locale.ROOT, "%nmost memory that a worker took: %.0f MiB", peakMebibytes));
        } finally {
            Files.write(Path.of("target", "shared-media.txt"), table);
        }
        assertEquals(List.of(), lost);
        assertEquals(List.of(), unexpected);
        assertTrue(table.size() > 1, "no files in " + media);
    }

    private void use(MediaWorkers workers, Path file) throws IOException {
        try (ChannelSource source = ChannelSource.open(file)) {
            MediaOutcome<MediaFacts> probed = timed(file, "probe", () -> workers.probe(source));
            if (probed instanceof MediaOutcome.Done<MediaFacts> done) {
                timed(file, "proxy", () -> workers.view(source, done.value(), directory, micros -> {}));
                timed(file, "poster", () -> workers.poster(source, done.value(), directory));
            }
        }
    }

    @FunctionalInterface
    private interface Use<T> {
        MediaOutcome<T> run();
    }

    private <T> MediaOutcome<T> timed(Path file, String job, Use<T> use) {
        long started = System.nanoTime();
        MediaOutcome<T> outcome = use.run();
        double seconds = (System.nanoTime() - started) / 1e9;
        String folder = file.getName(file.getNameCount() - 2).toString();
        String name = folder + "/" + file.getFileName();
        add(name, job, String.format(Locale.ROOT, "%.3f", seconds), describe(outcome));
        if (outcome instanceof MediaOutcome.Lost<?>) {
            lost.add(name + " " + job + ": " + outcome);
        }
        if (outcome instanceof MediaOutcome.Refused<?> refused) {
            boolean real = REAL.contains(folder);
            boolean known = UNPLAYABLE.contains(file.getFileName().toString());
            if (real && !known && refused.reason() != Reason.NOT_APPLICABLE) {
                unexpected.add(name + " " + job + ": " + outcome);
            }
        }
        return outcome;
    }

    private static String describe(MediaOutcome<?> outcome) {
        if (outcome instanceof MediaOutcome.Refused<?> refused) {
            return "refused " + refused.reason().code() + ": " + refused.detail();
        }
        if (outcome instanceof MediaOutcome.Lost<?> lostJob) {
            return "LOST " + lostJob.cause().code() + ": " + lostJob.detail();
        }
        Object value = ((MediaOutcome.Done<?>) outcome).value();
        if (value instanceof MediaFacts facts) {
            return describe(facts);
        }
        return ((List<?>) value).stream().map(made -> describe((Derived) made)).collect(Collectors.joining("; "));
    }

    private static String describe(MediaFacts facts) {
        StringBuilder text = new StringBuilder(facts.kind() + " " + facts.format());
        text.append(String.format(Locale.ROOT, " %.3f s", facts.durationMicros() / 1e6));
        for (StreamFacts stream : facts.streams()) {
            text.append(", ").append(stream.codec().isEmpty() ? "data" : stream.codec());
            PictureFacts picture = stream.picture();
            if (picture != null) {
                text.append(" " + picture.width() + "x" + picture.height());
                text.append(picture.rotationDegrees() == 0 ? "" : " turn " + picture.rotationDegrees());
            }
        }
        return text.toString();
    }

    private static String describe(Derived made) {
        return String.format(
                Locale.ROOT,
                "%s %s %dx%d %.3f s, %d bytes%s",
                made.what().fileName(),
                made.making().name().toLowerCase(Locale.ROOT),
                made.width(),
                made.height(),
                made.durationMicros() / 1e6,
                made.sizeBytes(),
                made.damagedPackets() == 0 ? "" : ", " + made.damagedPackets() + " parts damaged");
    }

    private void add(String file, String job, String seconds, String outcome) {
        table.add(String.format(Locale.ROOT, "%-70s %-6s %8s  %s", file, job, seconds, outcome));
    }

    private static List<Path> filesIn(Path media) throws IOException {
        try (var files = Files.walk(media, 2)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getNameCount() == media.getNameCount() + 2)
                    .sorted()
                    .toList();
        }
    }

    private static @Nullable Path sharedMedia() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve("media");
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }
}
