package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Many devices at a share of what the server can take, while some trickle, some die and some attack; and the same devices
 * without those. What the others wait for each acknowledgement, alone and in the crowd, is compared within the same run.
 *
 * <pre>Crowd PORT DEVICES SECONDS ROUNDS     exit 0: all that was acknowledged is right, and nobody waits twice as long</pre>
 */
public final class Crowd {
    private static final int TRICKLING = 100;
    private static final int DYING = 50;
    private static final int ATTACKING = 20;
    private static final double SHARE_OF_CAPACITY = 0.6;
    private static final double BOUND = 2;
    private static final double P99 = 0.99;
    private static final long STACK_BYTES = 256 << 10;
    private static final long SEED = 20_261_121L;

    private final int port;
    private final int devices;
    private final int seconds;
    private final int rounds;
    private final Noise noise = new Noise();
    private final List<Recorder> others = new ArrayList<>();

    private Crowd(int port, int devices, int seconds, int rounds) {
        this.port = port;
        this.devices = devices;
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        Crowd crowd = new Crowd(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]));
        System.exit(crowd.run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException, IOException {
        int honest = devices - TRICKLING - DYING - ATTACKING;
        for (int i = 0; i < honest; i++) {
            others.add(new Recorder(port, i, noise));
        }
        System.out.printf(Locale.ROOT, "seed %d, %d others of %d devices%n", SEED, honest, devices);
        double capacity = phase("as fast as they are answered", 0, false).chunksPerSecond();
        double pace = capacity * SHARE_OF_CAPACITY / honest;
        List<Double> alone = new ArrayList<>();
        List<Double> crowded = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            alone.addAll(phase("the others alone", pace, false).millis());
            crowded.addAll(phase("the others in the crowd", pace, true).millis());
        }
        return judge(alone, crowded);
    }

    /** What the others measured in a phase: the wait for each acknowledgement. */
    private record Phase(List<Double> millis, double chunksPerSecond) {}

    /**
     * All others send, each in a thread of its own.
     *
     * @param chunksPerSecond of each; 0 for as many as it can
     */
    private Phase phase(String name, double chunksPerSecond, boolean crowd) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Random random = new Random(SEED);
        List<Thread> threads = new ArrayList<>();
        for (Recorder recorder : others) {
            long first = chunksPerSecond == 0 ? 0 : (long) (random.nextDouble() * 1e9 / chunksPerSecond);
            threads.add(start("recorder", () -> recorder.send(end, chunksPerSecond, first)));
        }
        Nuisances nuisances = new Nuisances(port, noise, end);
        if (crowd) {
            start(threads, TRICKLING, "trickler", nuisances::trickle);
            start(threads, DYING, "dying", nuisances::die);
            start(threads, ATTACKING, "attacker", nuisances::attack);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<Double> millis = new ArrayList<>();
        others.forEach(recorder -> millis.addAll(recorder.takeMillis()));
        millis.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f chunks/s, %.1f MiB/s, ack p50 %.1f ms, p99 %.1f ms, at most %.1f ms%s%n",
                name,
                millis.size() / (double) seconds,
                (double) millis.size() * Recorder.CHUNK_BYTES / seconds / (1 << 20),
                at(millis, 0.5),
                at(millis, P99),
                at(millis, 1),
                crowd ? "; beside them " + nuisances : "");
        return new Phase(millis, millis.size() / (double) seconds);
    }

    private static void start(List<Thread> threads, int count, String name, IntConsumer work) {
        for (int i = 0; i < count; i++) {
            int number = i;
            threads.add(start(name, () -> work.accept(number)));
        }
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.start();
        return thread;
    }

    private boolean judge(List<Double> alone, List<Double> crowded) {
        alone.sort(null);
        crowded.sort(null);
        long wrong = others.stream().filter(recorder -> !recorder.check()).count();
        others.stream()
                .flatMap(recorder -> recorder.failures().stream())
                .limit(10)
                .forEach(System.out::println);
        System.out.printf(
                Locale.ROOT,
                "%s %d devices: every acknowledged byte is there, with the right digest; wrong: %d%n",
                wrong == 0 ? "ok" : "not ok",
                others.size(),
                wrong);
        double ratio = at(crowded, P99) / at(alone, P99);
        boolean held = ratio <= BOUND;
        System.out.printf(
                Locale.ROOT,
                "%s ack p99 in the crowd %.1f ms, alone %.1f ms: %.2f times, bound %.0f (p50 %.1f and %.1f ms)%n",
                held ? "ok" : "not ok",
                at(crowded, P99),
                at(alone, P99),
                ratio,
                BOUND,
                at(crowded, 0.5),
                at(alone, 0.5));
        return held && wrong == 0;
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.isEmpty()
                ? Double.NaN
                : sorted.get((int) Math.min(sorted.size() - 1L, (long) (sorted.size() * part)));
    }
}
