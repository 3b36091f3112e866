package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.micro.segment.EngineTarget;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.benchmarks.micro.segment.Payload;
import io.liuhen.benchmarks.micro.segment.PlainTarget;
import io.liuhen.benchmarks.micro.segment.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures engine and plain loop on the same disk, with the same buffers. */
final class HotPath implements Measurement {
    /** About what one read from a socket gives. */
    static final int BUFFER_BYTES = 64 << 10;

    private static final int WARM_UP_TURNS = 4;
    private static final int ROUNDS_MIN = 3;

    /** A running thread's time may be some milliseconds old; below this that would be seen in the ratio. */
    private static final double CPU_SECONDS_MIN = 0.2;

    private final Path folder;
    private final long timeMaxNanos;

    /** @param timeMax after which no further round is begun, if there are a few */
    HotPath(Path folder, Duration timeMax) {
        this.folder = folder;
        this.timeMaxNanos = timeMax.toNanos();
    }

    @Override
    public List<Round> measure(Workload workload, int rounds) {
        long startNanos = System.nanoTime();
        Payload payload = Payload.direct(BUFFER_BYTES);
        try (Target plain = new PlainTarget(folder.resolve("plain"), payload);
                Target engine = new EngineTarget(folder.resolve("engine"), payload)) {
            Alternation alternation =
                    new Alternation(List.of(Contender.sending(plain, workload), Contender.sending(engine, workload)));
            alternation.round(WARM_UP_TURNS);
            List<Round> measured = new ArrayList<>();
            while (measured.size() < Math.min(rounds, ROUNDS_MIN)
                    || (measured.size() < rounds && System.nanoTime() - startNanos < timeMaxNanos)) {
                List<Cost> costs = alternation.round(workload.turns());
                measured.add(checked(new Round(costs.get(0), costs.get(1))));
            }
            return measured;
        } finally {
            Folders.delete(folder);
        }
    }

    private static Round checked(Round round) {
        if (round.plain().cpuSeconds() < CPU_SECONDS_MIN) {
            throw new UnmeasuredException(
                    "a round of " + round.plain().cpuSeconds() + " s of CPU is too short to tell");
        }
        return round;
    }
}
