package io.liuhen.server.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The making of one derived file: in a private place, looked at, and only then put where it was wanted. */
final class Derivation {

    private final MediaConfig config;
    private final Job.Task task;
    private final Path intoDirectory;

    Derivation(MediaConfig config, Job.Task task, Path intoDirectory) {
        this.config = config;
        this.task = task;
        this.intoDirectory = intoDirectory;
    }

    MediaOutcome<Derived> run(WorkerSlot slot, MediaSource source, Duration time) throws LostException {
        try (JobDirectory directory = JobDirectory.createIn(intoDirectory)) {
            Answer answer = slot.perform(Job.derive(config, task, source, directory.path()), source, time);
            if (answer instanceof Answer.Made made) {
                Path file = directory.only(task.outputName, config.limits().outputLimitBytes());
                long sizeBytes = check(slot, made, file);
                return new MediaOutcome.Done<>(derived(made, sizeBytes, directory.publish(file, intoDirectory)));
            }
            return answer.refusal();
        } catch (IOException e) {
            throw new LostException(LossCause.OUTPUT_FAILED, "The derived file cannot be kept: " + e);
        }
    }

    /** Probes the file that was made, and compares it with what was said of it. */
    private long check(WorkerSlot slot, Answer.Made made, Path file) throws IOException, LostException {
        try (ChannelSource source = ChannelSource.open(file)) {
            Answer answer = slot.perform(
                    Job.probe(config, source), source, config.limits().baseTime());
            if (answer instanceof Answer.Facts found) {
                if (task == Job.Task.POSTER) {
                    OutputCheck.poster(made, found.facts());
                } else {
                    OutputCheck.proxy(made, found.facts());
                }
                return source.sizeBytes();
            }
            throw new LostException(LossCause.OUTPUT_REJECTED, "The derived file cannot be opened: " + answer);
        }
    }

    private Derived derived(Answer.Made made, long sizeBytes, Path file) {
        return new Derived(
                file,
                mediaType(made),
                made.making(),
                sizeBytes,
                made.width(),
                made.height(),
                made.durationMicros(),
                made.damagedPackets());
    }

    private String mediaType(Answer.Made made) {
        if (task == Job.Task.POSTER) {
            return "image/jpeg";
        }
        return made.hasPicture() ? "video/mp4" : "audio/mp4";
    }
}
