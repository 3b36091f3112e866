package io.liuhen.benchmarks.guard;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Compares the hot path with a plain loop and the ratio with the committed bounds.
 *
 * <pre>
 * Guard BOUNDS FOLDER [ROUNDS]     exit 0: within the bounds; 1: worse; 2: it could not be measured
 * Guard --record FOLDER            measures ten rounds and prints what to put into the bounds
 * </pre>
 *
 * FOLDER is created on the disk that is to be measured, and destroyed.
 */
public final class Guard {
    private static final int OK = 0;
    private static final int WORSE = 1;
    private static final int UNMEASURED = 2;
    private static final int ROUNDS = 7;

    /** For each workload; a slow disk gives fewer rounds, not a longer build. */
    private static final Duration TIME_MAX = Duration.ofSeconds(40);

    private static final Duration RECORD_TIME_MAX = Duration.ofMinutes(10);
    private static final double GIB = 1 << 30;

    private final Measurement measurement;
    private final PrintStream out;

    Guard(Measurement measurement, PrintStream out) {
        this.measurement = measurement;
        this.out = out;
    }

    /** Runs the guard and exits. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out));
    }

    private static int run(List<String> args, PrintStream out) {
        if (args.size() < 2
                || args.size() > 3
                || (args.size() == 3 && !args.get(2).matches("[1-9][0-9]{0,2}"))) {
            out.println("usage: Guard BOUNDS FOLDER [ROUNDS] | Guard --record FOLDER");
            return UNMEASURED;
        }
        boolean record = args.get(0).equals("--record");
        Path folder = Path.of(args.get(1)).resolve("liuhen-guard");
        Guard guard = new Guard(new HotPath(folder, record ? RECORD_TIME_MAX : TIME_MAX), out);
        if (record) {
            return guard.record();
        }
        int rounds = args.size() == 3 ? Integer.parseInt(args.get(2)) : ROUNDS;
        return guard.judge(Path.of(args.get(0)), rounds);
    }

    /** Measures and compares. */
    int judge(Path boundsFile, int rounds) {
        int worst = OK;
        for (Workload workload : Workload.guarded()) {
            worst = Math.max(worst, judge(workload, boundsFile, rounds));
        }
        return worst;
    }

    private int judge(Workload workload, Path boundsFile, int count) {
        try {
            double bound = Bounds.read(boundsFile).bound(workload);
            List<Round> rounds = measurement.measure(workload, count);
            table(workload, rounds);
            double ratio = Ratios.of(rounds, Round::cpuRatio).median();
            boolean ok = ratio <= bound;
            out.printf(
                    Locale.ROOT,
                    "%s hot-path guard, chunks of %s (CPU ratio %.3f, bound %.2f)%n",
                    ok ? "ok" : "not ok",
                    workload.key(),
                    ratio,
                    bound);
            return ok ? OK : WORSE;
        } catch (RuntimeException e) {
            // Whatever it was, no verdict is possible; the line must come all the same, or nobody would look.
            out.println(
                    "not ok hot-path guard, chunks of " + workload.key() + " (not measured: " + e.getMessage() + ")");
            return UNMEASURED;
        }
    }

    /** Measures and prints what to record. */
    int record() {
        try {
            for (Workload workload : Workload.guarded()) {
                List<Round> rounds = measurement.measure(workload, Bounds.RECORDED_ROUNDS);
                table(workload, rounds);
                Bounds.lines(workload, rounds).forEach(out::println);
            }
            return OK;
        } catch (RuntimeException e) {
            out.println("not measured: " + e.getMessage());
            return UNMEASURED;
        }
    }

    private void table(Workload workload, List<Round> rounds) {
        out.printf(
                Locale.ROOT,
                "chunks of %s, %d MiB a round and side%nround  plain CPU s/GiB  engine CPU s/GiB  CPU ratio  wall"
                        + " ratio%n",
                workload.key(),
                workload.roundBytes() >> 20);
        double gib = workload.roundBytes() / GIB;
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            out.printf(
                    Locale.ROOT,
                    "%5d  %15.3f  %16.3f  %9.3f  %10.3f%n",
                    i + 1,
                    round.plain().cpuSeconds() / gib,
                    round.engine().cpuSeconds() / gib,
                    round.cpuRatio(),
                    round.wallRatio());
        }
        line(
                "median",
                Ratios.of(rounds, Round::cpuRatio).median(),
                Ratios.of(rounds, Round::wallRatio).median());
        line(
                "min",
                Ratios.of(rounds, Round::cpuRatio).min(),
                Ratios.of(rounds, Round::wallRatio).min());
        line(
                "max",
                Ratios.of(rounds, Round::cpuRatio).max(),
                Ratios.of(rounds, Round::wallRatio).max());
    }

    private void line(String name, double cpuRatio, double wallRatio) {
        out.printf(Locale.ROOT, "%-6s %43.3f  %10.3f%n", name, cpuRatio, wallRatio);
    }
}
