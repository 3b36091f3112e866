package io.liuhen.benchmarks.guard;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** For each measurement, twice that from end to end; a slow disk gives fewer rounds, not a longer build. */
    private static final Duration TIME_MAX = Duration.ofSeconds(14);

    private static final Duration RECORD_TIME_MAX = Duration.ofMinutes(10);

    /** What follows goes into the bounds as it is. */
    private static final String RECORD_BEGINS = "# recorded rounds";

    private final List<Measurement> measurements;
    private final PrintStream out;

    Guard(List<Measurement> measurements, PrintStream out) {
        this.measurements = measurements;
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
        Guard guard = new Guard(all(folder, record ? RECORD_TIME_MAX : TIME_MAX), out);
        if (record) {
            return guard.record();
        }
        int rounds = args.size() == 3 ? Integer.parseInt(args.get(2)) : ROUNDS;
        return guard.judge(Path.of(args.get(0)), rounds);
    }

    /** Everything that is guarded: chunks through the engine, its steps one by one, and the server from end to end. */
    static List<Measurement> all(Path folder, Duration timeMax) {
        List<Measurement> all = new ArrayList<>();
        for (Workload workload : Workload.guarded()) {
            all.add(new HotPath(workload, folder, timeMax));
        }
        all.addAll(Steps.all(folder, timeMax));
        all.add(new EndToEnd(folder, timeMax.multipliedBy(2)));
        return all;
    }

    /** Measures and compares. */
    int judge(Path boundsFile, int rounds) {
        int worst = OK;
        for (Measurement measurement : measurements) {
            worst = Math.max(worst, judge(measurement, boundsFile, rounds));
        }
        return worst;
    }

    private int judge(Measurement measurement, Path boundsFile, int count) {
        int worst = OK;
        try {
            Map<String, List<Round>> measured = measurement.measure(count);
            for (String key : measurement.keys()) {
                List<Round> rounds = measured.getOrDefault(key, List.of());
                table(key, rounds);
                worst = Math.max(worst, judge(key, rounds, boundsFile));
            }
            return worst;
        } catch (RuntimeException e) {
            // Whatever it was, no verdict is possible; the line must come all the same, or nobody would look.
            measurement.keys().forEach(key -> unmeasured(key, e));
            return UNMEASURED;
        }
    }

    private int judge(String key, List<Round> rounds, Path boundsFile) {
        try {
            double ratio = Ratios.of(rounds, Round::cpuRatio).median();
            double bound = Bounds.read(boundsFile).bound(key);
            boolean ok = ratio <= bound;
            out.printf(
                    Locale.ROOT,
                    "%s hot-path guard, %s (CPU ratio %.3f, bound %.2f)%n",
                    ok ? "ok" : "not ok",
                    key,
                    ratio,
                    bound);
            return ok ? OK : WORSE;
        } catch (UnmeasuredException e) {
            unmeasured(key, e);
            return UNMEASURED;
        }
    }

    private void unmeasured(String key, RuntimeException why) {
        out.println("not ok hot-path guard, " + key + " (not measured: " + why.getMessage() + ")");
    }

    /** Measures and prints what to record. */
    int record() {
        try {
            List<String> lines = new ArrayList<>();
            for (Measurement measurement : measurements) {
                Map<String, List<Round>> measured = measurement.measure(Bounds.RECORDED_ROUNDS);
                for (String key : measurement.keys()) {
                    List<Round> rounds = measured.getOrDefault(key, List.of());
                    table(key, rounds);
                    lines.addAll(Bounds.lines(key, rounds));
                }
            }
            out.println(RECORD_BEGINS);
            lines.forEach(out::println);
            return OK;
        } catch (RuntimeException e) {
            out.println("not measured: " + e.getMessage());
            return UNMEASURED;
        }
    }

    private void table(String key, List<Round> rounds) {
        if (rounds.isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, "%s%nround  plain CPU s  ours CPU s  CPU ratio  wall ratio%n", key);
        for (int i = 0; i < rounds.size(); i++) {
            Round round = rounds.get(i);
            out.printf(
                    Locale.ROOT,
                    "%5d  %11.3f  %10.3f  %9.3f  %10.3f%n",
                    i + 1,
                    round.plain().cpuSeconds(),
                    round.engine().cpuSeconds(),
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
        out.printf(Locale.ROOT, "%-6s %33.3f  %10.3f%n", name, cpuRatio, wallRatio);
    }
}
