package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.micro.segment.EngineTarget;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.benchmarks.micro.segment.Payload;
import io.liuhen.benchmarks.micro.segment.PlainTarget;
import io.liuhen.benchmarks.micro.segment.ReadBenchmark;
import io.liuhen.benchmarks.micro.segment.Target;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;

/**
 * Compares ways to digest and to hand over, measured as the guard measures: for the "Losing variants" of
 * {@code docs/performance.md}. {@code Variants FOLDER}; the first of each group is what the engine or the server does.
 */
public final class Variants {
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 7;
    private static final int SEAL_ROUNDS = 21;
    private static final int TURNS = 2;
    private static final long DIGESTED_BYTES = 512L << 20;
    private static final int READS = 16;
    private static final int KIB = 1 << 10;
    private static final double GIB = 1 << 30;

    private final PrintStream out;

    private Variants(PrintStream out) {
        this.out = out;
    }

    /** Measures all groups. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]).resolve("liuhen-variants");
        System.setProperty("folder", args[0]);
        Variants variants = new Variants(System.out);
        variants.digests();
        variants.handingOver(folder);
        variants.reading();
        variants.sealing(folder);
        Folders.delete(folder);
    }

    private void digests() {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        contenders.put("both, SHA-256 first, direct, 64 KiB", both(Payload.direct(64 * KIB), true));
        contenders.put("both, CRC-32C first, direct, 64 KiB", both(Payload.direct(64 * KIB), false));
        contenders.put("both, SHA-256 first, heap, 64 KiB", both(Payload.heap(64 * KIB), true));
        contenders.put("both, SHA-256 first, direct, 16 KiB", both(Payload.direct(16 * KIB), true));
        contenders.put("both, SHA-256 first, direct, 256 KiB", both(Payload.direct(256 * KIB), true));
        contenders.put("both, SHA-256 first, direct, 1 MiB", both(Payload.direct(1024 * KIB), true));
        contenders.put("SHA-256 alone, direct, 64 KiB", sha256(Payload.direct(64 * KIB)));
        contenders.put("SHA-256 alone, heap, 64 KiB", sha256(Payload.heap(64 * KIB)));
        contenders.put("CRC-32C alone, direct, 64 KiB", crc32c(Payload.direct(64 * KIB)));
        contenders.put("CRC-32C alone, heap, 64 KiB", crc32c(Payload.heap(64 * KIB)));
        compare("digests", contenders, TURNS * DIGESTED_BYTES);
    }

    private static Contender both(Payload payload, boolean sha256First) {
        MessageDigest digest = Sha256.newDigest();
        CRC32C checksum = new CRC32C();
        return () -> {
            for (long at = 0; at < DIGESTED_BYTES; at += payload.bufferBytes()) {
                ByteBuffer buffer = payload.at(at);
                if (sha256First) {
                    digest.update(buffer.duplicate());
                }
                update(checksum, buffer.duplicate(), at);
                if (!sha256First) {
                    digest.update(buffer);
                }
            }
        };
    }

    private static Contender sha256(Payload payload) {
        MessageDigest digest = Sha256.newDigest();
        return () -> {
            for (long at = 0; at < DIGESTED_BYTES; at += payload.bufferBytes()) {
                digest.update(payload.at(at));
            }
        };
    }

    private static Contender crc32c(Payload payload) {
        CRC32C checksum = new CRC32C();
        return () -> {
            for (long at = 0; at < DIGESTED_BYTES; at += payload.bufferBytes()) {
                update(checksum, payload.at(at), at);
            }
        };
    }

    private static void update(CRC32C checksum, ByteBuffer buffer, long at) {
        if (at % BlockChecksums.BLOCK_BYTES == 0) {
            checksum.reset();
        }
        checksum.update(buffer);
    }

    private void handingOver(Path folder) {
        Workload workload = Workload.LARGE_CHUNKS;
        Map<String, Target> targets = new LinkedHashMap<>();
        targets.put(
                "engine, direct buffers of 64 KiB", new EngineTarget(folder.resolve("a"), Payload.direct(64 * KIB)));
        targets.put("engine, heap buffers of 64 KiB", new EngineTarget(folder.resolve("b"), Payload.heap(64 * KIB)));
        for (int kib : new int[] {8, 16, 256}) {
            String buffers = ", direct buffers of " + kib + " KiB";
            Payload payload = Payload.direct(kib * KIB);
            targets.put("engine" + buffers, new EngineTarget(folder.resolve("engine" + kib), payload));
            targets.put("plain" + buffers, new PlainTarget(folder.resolve("plain" + kib), payload));
        }
        targets.put("plain, direct buffers of 64 KiB", new PlainTarget(folder.resolve("c"), Payload.direct(64 * KIB)));
        Map<String, Contender> contenders = new LinkedHashMap<>();
        targets.forEach((name, target) -> contenders.put(name, Contender.sending(target, workload)));
        try {
            compare("handing over", contenders, TURNS * (long) workload.chunkBytes() * workload.fileChunks());
        } finally {
            targets.values().forEach(Target::close);
        }
    }

    private void reading() throws IOException {
        ReadBenchmark benchmark = new ReadBenchmark();
        benchmark.bufferBytes = 64 * KIB;
        benchmark.seal();
        try {
            Map<String, Contender> contenders = new LinkedHashMap<>();
            contenders.put("engine's reader", reading(benchmark::engine));
            contenders.put("plain, blocks outside the heap", reading(benchmark::plain));
            contenders.put("plain, blocks on the heap", reading(benchmark::plainOnHeap));
            contenders.put("plain, nothing handed out", reading(benchmark::plainWithoutHandingOut));
            compare("reading", contenders, TURNS * (long) READS * ReadBenchmark.LENGTH_BYTES);
        } finally {
            benchmark.close();
        }
    }

    private static Contender reading(Callable<Long> whole) {
        return () -> {
            try {
                for (int i = 0; i < READS; i++) {
                    whole.call();
                }
            } catch (Exception e) {
                throw new UnmeasuredException("reading failed: " + e, e);
            }
        };
    }

    /** Sealing waits for the disk and hardly computes: here wall time counts, and many rounds. */
    private void sealing(Path folder) {
        try (EngineTarget engine = new EngineTarget(folder.resolve("sealing"), Payload.direct(64 * KIB))) {
            Alternation alternation = new Alternation(
                    List.of(sealing(engine, 1 << 10), sealing(engine, 1 << 20), sealing(engine, 1 << 30)));
            alternation.round(TURNS);
            List<List<Cost>> rounds = new ArrayList<>();
            for (int i = 0; i < SEAL_ROUNDS; i++) {
                rounds.add(alternation.round(1));
            }
            out.println("sealing: wall ms: median, min, max; ratio to the first: median, min, max");
            String[] names = {"1 KiB", "1 MiB", "1 GiB"};
            for (int i = 0; i < names.length; i++) {
                int at = i;
                Ratios millis = new Ratios(rounds.stream()
                        .map(costs -> costs.get(at).wallNanos() / 1e6)
                        .toList());
                Ratios ratio = new Ratios(rounds.stream()
                        .map(costs -> costs.get(at).wallRatio(costs.get(0)))
                        .toList());
                out.printf(
                        Locale.ROOT,
                        "%-8s %7.2f %7.2f %7.2f  %6.2f %6.2f %6.2f%n",
                        names[i],
                        millis.median(),
                        millis.min(),
                        millis.max(),
                        ratio.median(),
                        ratio.min(),
                        ratio.max());
            }
        }
    }

    private static Contender sealing(EngineTarget engine, long lengthBytes) {
        return new Contender() {
            @Override
            public void before() {
                engine.fill(lengthBytes);
            }

            @Override
            public void work() {
                engine.seal();
            }

            @Override
            public void after() {
                engine.deleteSealed();
            }
        };
    }

    private void compare(String title, Map<String, Contender> contenders, long roundBytes) {
        Alternation alternation = new Alternation(List.copyOf(contenders.values()));
        List<List<Cost>> rounds = new ArrayList<>();
        for (int i = -WARM_UP_ROUNDS; i < ROUNDS; i++) {
            List<Cost> costs = alternation.round(TURNS);
            if (i >= 0) {
                rounds.add(costs);
            }
        }
        out.println(title + ": median CPU s/GiB; ratio to the first: median, min, max; median wall ratio");
        int place = 0;
        for (String name : contenders.keySet()) {
            int at = place++;
            Ratios seconds = new Ratios(
                    rounds.stream().map(costs -> costs.get(at).cpuSeconds()).toList());
            Ratios cpu = new Ratios(rounds.stream()
                    .map(costs -> costs.get(at).cpuRatio(costs.get(0)))
                    .toList());
            Ratios wall = new Ratios(rounds.stream()
                    .map(costs -> costs.get(at).wallRatio(costs.get(0)))
                    .toList());
            out.printf(
                    Locale.ROOT,
                    "%-48s %6.3f  %6.3f %6.3f %6.3f  %6.3f%n",
                    name,
                    seconds.median() / (roundBytes / GIB),
                    cpu.median(),
                    cpu.min(),
                    cpu.max(),
                    wall.median());
        }
    }
}
