package io.liuhen.server.media;

/** In a worker: tells the server how far the work has come, about once for every hundredth of the recording. */
final class Progress {
    private static final long LEAST_STEP_MICROS = 1_000_000;

    private final MediaOutput output;
    private final long stepMicros;
    private long nextMicros;

    Progress(MediaOutput output, long durationMicros) {
        this.output = output;
        this.stepMicros = Math.max(LEAST_STEP_MICROS, durationMicros / 100);
        this.nextMicros = stepMicros;
    }

    void reached(long micros) {
        if (micros >= nextMicros) {
            nextMicros = micros + stepMicros;
            output.tellProgress(micros);
        }
    }
}
