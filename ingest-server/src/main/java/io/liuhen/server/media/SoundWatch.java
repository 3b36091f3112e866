package io.liuhen.server.media;

/** In a worker: listens to all sound for stretches of silence. */
final class SoundWatch {
    /** A thousandth of full scale: 60 dB below it. Rooms and microphones are louder. */
    private static final float SILENT = 0.001f;

    private final Stretches silent = new Stretches();
    private boolean hasHeard;

    /**
     * Listens to one channel.
     *
     * @param samples from -1 to 1, as many as are counted
     */
    void offer(long atMicros, int samplesPerSecond, float[] samples, int count) {
        hasHeard = true;
        float peak = 0;
        for (int i = 0; i < count; i++) {
            peak = Math.max(peak, Math.abs(samples[i]));
        }
        if (peak < SILENT) {
            silent.on(atMicros, atMicros + count * 1_000_000L / samplesPerSecond);
        } else {
            silent.off(atMicros);
        }
    }

    boolean hasHeard() {
        return hasHeard;
    }

    Stretches silent() {
        return silent;
    }
}
