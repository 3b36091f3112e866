package io.liuhen.benchmarks.guard;

import io.liuhen.benchmarks.micro.segment.EngineTarget;
import io.liuhen.benchmarks.micro.segment.Folders;
import io.liuhen.benchmarks.micro.segment.Payload;
import io.liuhen.benchmarks.micro.segment.PlainTarget;
import io.liuhen.benchmarks.micro.segment.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Measures engine and plain loop on the same disk, with the same buffers. */
final class HotPath implements Measurement {
    /** About what one read from a socket gives. */
    static final int BUFFER_BYTES = 64 << 10;

    private final Workload workload;
    private final Path folder;
    private final Duration timeMax;

    HotPath(Workload workload, Path folder, Duration timeMax) {
        this.workload = workload;
        this.folder = folder;
        this.timeMax = timeMax;
    }

    @Override
    public List<String> keys() {
        return List.of(workload.key());
    }

    @Override
    public Map<String, List<Round>> measure(int rounds) {
        Payload payload = Payload.direct(BUFFER_BYTES);
        try (Target plain = new PlainTarget(folder.resolve("plain"), payload);
                Target engine = new EngineTarget(folder.resolve("engine"), payload)) {
            List<Contender> contenders =
                    List.of(Contender.sending(plain, workload), Contender.sending(engine, workload));
            List<List<Cost>> measured = new Rounds(contenders, workload.turns(), Cost::sum, timeMax).measure(rounds);
            return Map.of(workload.key(), Round.between(measured, 1, 0));
        } finally {
            Folders.delete(folder);
        }
    }
}
