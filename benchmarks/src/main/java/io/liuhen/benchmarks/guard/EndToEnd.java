package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.load.EngineSink;
import io.liuhen.benchmarks.load.Load;
import io.liuhen.benchmarks.load.LoopServer;
import io.liuhen.benchmarks.load.PlainSink;
import io.liuhen.benchmarks.load.RealServer;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.benchmarks.micro.segment.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The whole server under load from outside, beside two servers that are a loop each: one that receives, digests, writes,
 * syncs and answers; and one that hands what it reads to the engine, so that what Vert.x and the hand-off of bodies cost
 * stands by itself. After every turn the digest of all that was acknowledged is compared; of this server it is read back,
 * too.
 */
final class EndToEnd implements Measurement {
    /** Of each side; the one in the middle counts. A turn whose files meet pages that are not there yet costs twice as much. */
    private static final int TURNS = 3;

    private static final String SERVER = "server";
    private static final String HAND_OFF = "hand-off";
    private static final int VERIFIED_SECONDS = 60;

    private final Path folder;
    private final Duration timeMax;

    EndToEnd(Path folder, Duration timeMax) {
        this.folder = folder;
        this.timeMax = timeMax;
    }

    @Override
    public List<String> keys() {
        return List.of(SERVER, HAND_OFF);
    }

    @Override
    public Map<String, List<Round>> measure(int rounds) {
        Path files = folder.resolve("files");
        AtomicInteger file = new AtomicInteger();
        try (Store store = Store.open(folder.resolve("engine"));
                RealServer server = new RealServer(Files.createDirectories(folder.resolve("server")));
                LoopServer plain =
                        new LoopServer(() -> new PlainSink(files.resolve(String.valueOf(file.incrementAndGet()))));
                LoopServer engine = new LoopServer(() -> new EngineSink(store));
                Load onServer = new Load(server.port());
                Load onPlain = new Load(plain.port());
                Load onEngine = new Load(engine.port())) {
            Files.createDirectories(files);
            List<Contender> contenders = List.of(
                    loading(onPlain, () -> onPlain.check(false), () -> Folders.empty(files)),
                    loading(onEngine, () -> onEngine.check(false), store::deleteOriginals),
                    loading(onServer, () -> checkServer(onServer), server::deleteOriginals));
            List<List<Cost>> measured = new Rounds(contenders, TURNS, Cost::median, timeMax).measure(rounds);
            return Map.of(SERVER, Round.between(measured, 2, 0), HAND_OFF, Round.between(measured, 2, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Folders.delete(folder);
        }
    }

    private static Contender loading(Load load, Runnable check, Runnable clear) {
        return new Contender() {
            @Override
            public void before() {
                load.connect();
            }

            @Override
            public void work() {
                load.upload();
            }

            @Override
            public void after() {
                check.run();
                clear.run();
            }
        };
    }

    /** Also waits until the server has verified its originals: they are about to be deleted. */
    private static void checkServer(Load load) {
        load.check(true);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(VERIFIED_SECONDS);
        while (!load.documents().stream().allMatch(document -> document.contains("\"state\":\"verified\""))) {
            if (System.nanoTime() > deadline) {
                throw new UnmeasuredException("the server has not verified its uploads in time");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new UnmeasuredException("cut off", e);
            }
        }
    }
}
