package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.micro.segment.BareCalls;
import io.liuhen.benchmarks.micro.segment.EngineTarget;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.benchmarks.micro.segment.Payload;
import io.liuhen.benchmarks.micro.segment.ReadBenchmark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The hot path step by step, each beside the bare system calls that it cannot do without:
 *
 * <ul>
 *   <li>append: SHA-256, CRC-32C and write, without a sync;
 *   <li>commit: sync of the file and synced record of the index, 4 KiB at a time;
 *   <li>seal: manifest, names, synced record of the index;
 *   <li>read: a segment in the page cache, each block checked.
 * </ul>
 */
final class Steps {
    private static final int APPEND_BYTES = 128 << 20;
    private static final int COMMITS = 100;
    private static final int COMMIT_BYTES = 4 << 10;
    private static final int SEALS = 20;
    private static final int READS = 16;

    private final Path folder;
    private final Duration timeMax;

    private Steps(Path folder, Duration timeMax) {
        this.folder = folder;
        this.timeMax = timeMax;
    }

    static List<Measurement> all(Path folder, Duration timeMax) {
        Steps steps = new Steps(folder, timeMax);
        return List.of(
                steps.of("append", 2, steps::append),
                steps.of("commit", 4, steps::commit),
                steps.of("seal", 4, steps::seal),
                steps.of("read", 2, steps::read));
    }

    /** Both sides of a step. */
    private record Sides(Contender plain, Contender ours, Runnable close) {}

    private Measurement of(String key, int turns, Callable<Sides> open) {
        return new Measurement() {
            @Override
            public List<String> keys() {
                return List.of(key);
            }

            @Override
            public Map<String, List<Round>> measure(int rounds) {
                Sides sides = opened(open);
                try {
                    List<Contender> both = List.of(sides.plain(), sides.ours());
                    return Map.of(
                            key, Round.between(new Rounds(both, turns, Cost::sum, timeMax).measure(rounds), 1, 0));
                } finally {
                    sides.close().run();
                    Folders.delete(folder);
                }
            }
        };
    }

    private static Sides opened(Callable<Sides> open) {
        try {
            return open.call();
        } catch (Exception e) {
            throw new UnmeasuredException("a step could not be made ready: " + e, e);
        }
    }

    private Sides append() {
        Payload payload = Payload.direct(HotPath.BUFFER_BYTES);
        EngineTarget engine = new EngineTarget(folder.resolve("engine"), payload);
        BareCalls bare = new BareCalls(folder.resolve("bare"), payload);
        Contender ours = new Contender() {
            @Override
            public void before() {
                engine.begin();
            }

            @Override
            public void work() {
                engine.write(engine.open(), APPEND_BYTES);
            }

            @Override
            public void after() {
                engine.end();
            }
        };
        Contender plain = new Contender() {
            @Override
            public void work() {
                bare.append(APPEND_BYTES);
            }

            @Override
            public void after() {
                bare.cut();
            }
        };
        return new Sides(plain, ours, () -> closeAll(List.of(engine, bare)));
    }

    private Sides commit() {
        Payload payload = Payload.direct(HotPath.BUFFER_BYTES);
        EngineTarget engine = new EngineTarget(folder.resolve("engine"), payload);
        BareCalls bare = new BareCalls(folder.resolve("bare"), payload);
        Contender ours = new Contender() {
            @Override
            public void before() {
                engine.begin();
            }

            @Override
            public void work() {
                var append = engine.open();
                for (int i = 0; i < COMMITS; i++) {
                    engine.write(append, COMMIT_BYTES);
                    engine.commit(append);
                }
            }

            @Override
            public void after() {
                engine.end();
            }
        };
        Contender plain = new Contender() {
            @Override
            public void work() {
                for (int i = 0; i < COMMITS; i++) {
                    bare.append(COMMIT_BYTES);
                    bare.sync();
                    bare.record();
                }
            }

            @Override
            public void after() {
                bare.cut();
            }
        };
        return new Sides(plain, ours, () -> closeAll(List.of(engine, bare)));
    }

    private Sides seal() {
        Payload payload = Payload.direct(HotPath.BUFFER_BYTES);
        EngineTarget engine = new EngineTarget(folder.resolve("engine"), payload);
        BareCalls bare = new BareCalls(folder.resolve("bare"), payload);
        List<Runnable> filled = new ArrayList<>();
        Contender ours = new Contender() {
            @Override
            public void before() {
                for (int i = 0; i < SEALS; i++) {
                    filled.add(engine.filled(COMMIT_BYTES));
                }
            }

            @Override
            public void work() {
                filled.forEach(Runnable::run);
            }

            @Override
            public void after() {
                filled.clear();
            }
        };
        Contender plain = new Contender() {
            @Override
            public void before() {
                bare.stage(SEALS, COMMIT_BYTES);
            }

            @Override
            public void work() {
                bare.publishStaged();
            }
        };
        return new Sides(plain, ours, () -> closeAll(List.of(engine, bare)));
    }

    private Sides read() throws IOException {
        System.setProperty("folder", folder.toString());
        ReadBenchmark reading = new ReadBenchmark();
        reading.seal();
        return new Sides(repeated(reading::plainView), repeated(reading::engineView), reading::close);
    }

    private static Contender repeated(Callable<Long> reading) {
        return () -> {
            try {
                for (int i = 0; i < READS; i++) {
                    reading.call();
                }
            } catch (Exception e) {
                throw new UnmeasuredException("reading failed: " + e, e);
            }
        };
    }

    private static void closeAll(List<AutoCloseable> parts) {
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
