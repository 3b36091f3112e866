package io.liuhen.benchmarks.index;

import io.liuhen.benchmarks.guard.Alternation;
import io.liuhen.benchmarks.guard.Contender;
import io.liuhen.benchmarks.guard.Cost;
import io.liuhen.benchmarks.guard.Ratios;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.rocks.RocksIndex;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the index with many segments beside one with few.
 *
 * <pre>
 * IndexBenchmark FOLDER [SEGMENTS [LENGTH]]            fills, measures, deletes: 10,000,000 segments of 91,000,000 bytes
 * IndexBenchmark fill FOLDER [SEGMENTS [LENGTH]]       fills only
 * IndexBenchmark measure FOLDER [SEGMENTS [LENGTH]]    measures what was filled; it grows a little each time
 * </pre>
 *
 * FOLDER is on the disk that is to be measured. 10,000,000 segments take some 16 GB there, and some minutes.
 */
public final class IndexBenchmark {
    private static final long SMALL_SEGMENTS = 10_000;
    private static final long LARGE_SEGMENTS = 10_000_000;
    private static final long LENGTH_BYTES = 91_000_000;

    /** How far both may grow by being measured. */
    private static final long GROWTH_SEGMENTS = 1_000_000;

    private static final int ASKED_TIMES = 10_000;
    private static final int WARM_UP_UPLOADS = 2_000;
    private static final int TURN_UPLOADS = 200;
    private static final int TURNS = 4;
    private static final int ROUNDS = 7;
    private static final double LATENCY_MICROS_MAX = 1_000;
    private static final double RATIO_MAX = 1.2;

    private final Path folder;
    private final Archive archive;
    private final long large;
    private final PrintStream out;

    private IndexBenchmark(Path folder, long large, long lengthBytes, PrintStream out) {
        this.folder = folder;
        this.archive = new Archive(Math.max(large, SMALL_SEGMENTS) + GROWTH_SEGMENTS, lengthBytes);
        this.large = large;
        this.out = out;
    }

    /** Fills and measures; exits with 1 where a lookup or the ratio is beyond what is demanded. */
    public static void main(String[] args) throws IOException {
        boolean fill = args[0].equals("fill");
        boolean measure = args[0].equals("measure");
        int at = fill || measure ? 1 : 0;
        Path folder = Files.createDirectories(Path.of(args[at])).resolve("liuhen-index");
        IndexBenchmark benchmark = new IndexBenchmark(
                folder,
                args.length > at + 1 ? Long.parseLong(args[at + 1]) : LARGE_SEGMENTS,
                args.length > at + 2 ? Long.parseLong(args[at + 2]) : LENGTH_BYTES,
                System.out);
        if (!measure) {
            Folders.delete(folder);
            benchmark.fill("small", SMALL_SEGMENTS);
            benchmark.fill("large", benchmark.large);
        }
        boolean good = fill || benchmark.measure();
        if (!fill && !measure) {
            Folders.delete(folder);
        }
        System.exit(good ? 0 : 1);
    }

    private void fill(String name, long segments) throws IOException {
        long start = System.nanoTime();
        Path index = Files.createDirectories(folder.resolve(name)).resolve("index");
        new Filling(archive, segments).fill(index, durability(SyncObserver.none()));
        out.printf(
                Locale.ROOT,
                "%s: %,d segments of %,d bytes, filled in %.0f s%n",
                name,
                segments,
                archive.lengthBytes(),
                seconds(start));
        long sum = 0;
        for (Map.Entry<String, Long> family : Footprint.tableBytes(index).entrySet()) {
            out.printf(
                    Locale.ROOT,
                    "  %-16s %10.1f bytes per segment%n",
                    family.getKey(),
                    1.0 * family.getValue() / segments);
            sum += family.getValue();
        }
        out.printf(Locale.ROOT, "  %-16s %10.1f bytes per segment%n", "all", 1.0 * sum / segments);
    }

    private boolean measure() {
        SyncCount syncs = new SyncCount();
        long before = Footprint.anonymousBytes();
        long filesBefore = Footprint.openFiles();
        long start = System.nanoTime();
        try (Index big = open("large", syncs)) {
            double opened = seconds(start);
            Uploading intoBig = new Uploading(big, archive);
            boolean good;
            try (Index little = open("small", syncs)) {
                good = compare(new Uploading(little, archive), intoBig, syncs);
            }
            good &= ask(big, intoBig.count());
            out.printf(
                    Locale.ROOT,
                    "opened in %.2f s; %d files open; %.0f MiB of memory more than before, heap included%n",
                    opened,
                    Footprint.openFiles() - filesBefore,
                    (Footprint.anonymousBytes() - before) / 1048576.0);
            return good;
        }
    }

    private boolean compare(Uploading small, Uploading large, SyncCount syncs) {
        small.upload(WARM_UP_UPLOADS);
        long before = syncs.index();
        large.upload(WARM_UP_UPLOADS);
        double perUpload = 1.0 * (syncs.index() - before) / WARM_UP_UPLOADS;
        Alternation alternation = new Alternation(List.of(uploading(small), uploading(large)));
        List<List<Cost>> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(alternation.round(TURNS));
        }
        Ratios cpu = new Ratios(rounds.stream()
                .map(costs -> costs.get(1).cpuRatio(costs.get(0)))
                .toList());
        Ratios wall = new Ratios(rounds.stream()
                .map(costs -> costs.get(1).wallRatio(costs.get(0)))
                .toList());
        out.printf(
                Locale.ROOT,
                "ingest: %.2f synced commits for each upload; CPU ms for each upload: small %.3f, large %.3f%n",
                perUpload,
                millis(rounds, 0),
                millis(rounds, 1));
        out.printf(
                Locale.ROOT,
                "ingest, large to small: CPU %.3f (%.3f to %.3f), wall %.3f (%.3f to %.3f)%n",
                cpu.median(),
                cpu.min(),
                cpu.max(),
                wall.median(),
                wall.min(),
                wall.max());
        return cpu.median() <= RATIO_MAX;
    }

    private static Contender uploading(Uploading uploading) {
        return () -> uploading.upload(TURN_UPLOADS);
    }

    private static double millis(List<List<Cost>> rounds, int side) {
        return new Ratios(rounds.stream()
                                .map(costs -> costs.get(side).cpuSeconds())
                                .toList())
                        .median()
                * 1e3
                / (TURNS * TURN_UPLOADS);
    }

    private boolean ask(Index index, long segments) {
        out.println(Latencies.head());
        boolean good = true;
        for (Latencies latencies : new Questions(index, archive, segments).ask(ASKED_TIMES)) {
            boolean within = latencies.micros(0.99) < LATENCY_MICROS_MAX;
            out.println(latencies.line() + (within ? "" : "  too slow"));
            good &= within;
        }
        return good;
    }

    private Index open(String name, SyncObserver observer) {
        return RocksIndex.open(folder.resolve(name).resolve("index"), durability(observer));
    }

    private Durability durability(SyncObserver observer) {
        return new Durability(RealDisk.below(folder), System::nanoTime, observer);
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
