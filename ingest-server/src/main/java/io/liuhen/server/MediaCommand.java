package io.liuhen.server;

import io.liuhen.server.media.Derived;
import io.liuhen.server.media.MediaConfig;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaOutcome;
import io.liuhen.server.media.MediaSource;
import io.liuhen.server.media.MediaWorkers;
import io.liuhen.server.wiring.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries what the media workers of this host make of files, as they would after an upload; no store is touched. */
@Command(
        name = "media",
        mixinStandardHelpOptions = true,
        description = {
            "Probes files and makes their viewing copies, as after an upload, and prints what was made, in how long,",
            "or why not; and how well media workers are walled in on this host."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every file got an answer, be it that nothing can be made of it",
            "1:a worker was lost over a file, or none could be started",
            "2:wrong options"
        })
final class MediaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            required = true,
            description = "Where the copies go, each file's in a folder of its own, and what the workers need.")
    private Path into = Path.of("");

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files, or folders of files.")
    private List<Path> given = new ArrayList<>();

    private boolean lost;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LongSupplier nanoTime = Environment.real().nanoTime();
        MediaConfig config = MediaConfig.defaults(Files.createDirectories(into.resolve(".workers")));
        try (MediaWorkers workers = new MediaWorkers(config, nanoTime)) {
            String walls = workers.isolation().map(found -> found.description()).orElse("no worker can be started");
            out.println("media workers: " + walls);
            for (Path file : files()) {
                tryOut(workers, file, nanoTime, out);
                out.flush();
            }
            out.printf(
                    Locale.ROOT, "most memory that a worker took: %.0f MiB%n", workers.peakResidentBytes() / 1048576.0);
            out.flush();
            return lost || workers.isolation().isEmpty() ? 1 : 0;
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            try (Stream<Path> found = Files.walk(path)) {
                found.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private void tryOut(MediaWorkers workers, Path file, LongSupplier nanoTime, PrintWriter out) throws IOException {
        Path folder = Files.createDirectories(into.resolve(String.valueOf(file.getFileName())));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MediaSource source = new FileSource(channel, channel.size());
            MediaOutcome<MediaFacts> probed =
                    told(file, "probe", nanoTime, out, () -> workers.probe(source), MediaCommand::line);
            if (probed instanceof MediaOutcome.Done<MediaFacts> done) {
                MediaFacts facts = done.value();
                told(file, "poster", nanoTime, out, () -> workers.poster(source, facts, folder), MediaCommand::lines);
                told(
                        file,
                        "view",
                        nanoTime,
                        out,
                        () -> workers.view(source, facts, folder, micros -> {}),
                        MediaCommand::lines);
            }
        }
    }

    /** How a value is told in a line. */
    private interface Line<T> {
        String of(T value);
    }

    private <T> MediaOutcome<T> told(
            Path file,
            String job,
            LongSupplier nanoTime,
            PrintWriter out,
            Supplier<MediaOutcome<T>> work,
            Line<T> line) {
        long begun = nanoTime.getAsLong();
        MediaOutcome<T> outcome = work.get();
        double seconds = (nanoTime.getAsLong() - begun) / 1e9;
        out.printf(Locale.ROOT, "%-50s %-6s %7.3f s  %s%n", file.getFileName(), job, seconds, text(outcome, line));
        return outcome;
    }

    private <T> String text(MediaOutcome<T> outcome, Line<T> line) {
        if (outcome instanceof MediaOutcome.Done<T> done) {
            return line.of(done.value());
        }
        if (outcome instanceof MediaOutcome.Refused<T> refused) {
            return refused.reason().code() + ": " + refused.detail();
        }
        MediaOutcome.Lost<T> gone = (MediaOutcome.Lost<T>) outcome;
        lost = true;
        return "LOST " + gone.cause().code() + ": " + gone.detail();
    }

    private static String line(MediaFacts facts) {
        List<String> codings = facts.streams().stream()
                .map(stream -> stream.codec())
                .filter(name -> !name.isEmpty())
                .toList();
        return String.format(
                Locale.ROOT,
                "%s %s %.3f s %s",
                facts.kind().name().toLowerCase(Locale.ROOT),
                facts.format(),
                facts.durationMicros() / 1e6,
                codings);
    }

    private static String lines(List<Derived> made) {
        List<String> lines = new ArrayList<>();
        for (Derived file : made) {
            String size = file.width() == 0 ? "" : " " + file.width() + "x" + file.height();
            String damaged = file.damagedPackets() == 0 ? "" : ", " + file.damagedPackets() + " parts damaged";
            lines.add(String.format(
                    Locale.ROOT,
                    "%s %s%s %.3f s %d bytes%s",
                    file.what().fileName(),
                    file.making().name().toLowerCase(Locale.ROOT),
                    size,
                    file.durationMicros() / 1e6,
                    file.sizeBytes(),
                    damaged));
        }
        return String.join("; ", lines);
    }

    private record FileSource(FileChannel channel, long sizeBytes) implements MediaSource {
        @Override
        public int read(ByteBuffer target, long positionBytes) throws IOException {
            return channel.read(target, positionBytes);
        }
    }
}
