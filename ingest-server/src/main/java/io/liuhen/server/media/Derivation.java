package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The making of derived files: in a private place, looked at one by one, and only then put where they were wanted. */
final class Derivation {
    private final MediaConfig config;
    private final Job.Task task;
    private final Rendering rendering;
    private final Path intoDirectory;
    private final Watcher watcher;

    Derivation(MediaConfig config, Job.Task task, Rendering rendering, Path intoDirectory, Watcher watcher) {
        this.config = config;
        this.task = task;
        this.rendering = rendering;
        this.intoDirectory = intoDirectory;
        this.watcher = watcher;
    }

    MediaOutcome<List<Derived>> run(WorkerSlot slot, MediaSource source, Duration time) throws LostException {
        try (JobDirectory directory = JobDirectory.createIn(intoDirectory);
                OutputFiles outputs = new OutputFiles(
                        directory.path(), task.makes(), config.limits().outputLimitBytes())) {
            Talk talk = Talk.derive(config, task, source, rendering, outputs, watcher);
            Answer answer = slot.perform(talk, time);
            if (answer instanceof Answer.Made made) {
                return new MediaOutcome.Done<>(publish(directory, checked(slot, outputs, made)));
            }
            return answer.refusal();
        } catch (IOException e) {
            throw new LostException(LossCause.OUTPUT_FAILED, "The derived files cannot be kept: " + e);
        }
    }

    /** All of them, before any is published: half a job is none. */
    private List<Derived> checked(WorkerSlot slot, OutputFiles outputs, Answer.Made made)
            throws IOException, LostException {
        List<Derived> checked = new ArrayList<>();
        for (MadeFile said : made.files()) {
            Path file = outputs.finished(said.what());
            checked.add(derived(said, check(slot, said, file), file));
        }
        return checked;
    }

    private List<Derived> publish(JobDirectory directory, List<Derived> checked) throws IOException {
        List<Derived> published = new ArrayList<>();
        for (Derived derived : checked) {
            published.add(derived.at(directory.publish(derived.file(), intoDirectory)));
        }
        return published;
    }

    /** Probes the file that was made, and compares it with what was said of it. */
    private long check(WorkerSlot slot, MadeFile said, Path file) throws IOException, LostException {
        try (ChannelSource source = ChannelSource.open(file)) {
            Answer answer =
                    slot.perform(Talk.probe(config, source), config.limits().baseTime());
            if (answer instanceof Answer.Facts found) {
                OutputCheck.check(said, found.facts());
                return source.sizeBytes();
            }
            throw new LostException(LossCause.OUTPUT_REJECTED, "A derived file cannot be opened: " + answer);
        }
    }

    private static Derived derived(MadeFile said, long sizeBytes, Path file) {
        return new Derived(
                said.what(),
                file,
                said.what().mediaType(said.hasPicture()),
                said.making(),
                sizeBytes,
                said.width(),
                said.height(),
                said.durationMicros(),
                said.damagedPackets());
    }
}
