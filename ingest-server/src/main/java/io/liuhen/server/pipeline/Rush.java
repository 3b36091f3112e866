package io.liuhen.server.pipeline;

import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Whether receiving needs the whole machine now: bytes come fast, and the processors are busy. Then recorders wait at the
 * dock for what the pipeline takes from them, and nobody waits yet for what the pipeline makes. A rush that stops for breath
 * goes on: it is over when nothing has spoken for it for two seconds. Thread-safe.
 */
public final class Rush implements BooleanSupplier {
    private static final double BYTES_PER_SECOND_MIN = 16 << 20;
    private static final double LOAD_MIN = 0.7;
    private static final long WINDOW_NANOS = 250_000_000;
    private static final long BREATH_NANOS = 2_000_000_000;
    private static final double NANOS_PER_SECOND = 1e9;

    private final DoubleSupplier receivedBytes;
    private final DoubleSupplier processorLoad;
    private final LongSupplier nanoTime;
    private long fromNanos;
    private double fromBytes;
    private boolean rush;
    private long seenNanos;

    /**
     * No rush so far.
     *
     * @param receivedBytes how many bytes of uploads have ever come
     * @param processorLoad how busy the machine has been lately, from 0 to 1; negative if nobody knows
     * @param nanoTime a monotonic clock
     */
    public Rush(DoubleSupplier receivedBytes, DoubleSupplier processorLoad, LongSupplier nanoTime) {
        this.receivedBytes = receivedBytes;
        this.processorLoad = processorLoad;
        this.nanoTime = nanoTime;
        this.fromNanos = nanoTime.getAsLong();
        this.fromBytes = receivedBytes.getAsDouble();
    }

    @Override
    public synchronized boolean getAsBoolean() {
        long nanos = nanoTime.getAsLong() - fromNanos;
        if (nanos >= WINDOW_NANOS) {
            double bytes = receivedBytes.getAsDouble();
            double bytesPerSecond = (bytes - fromBytes) * NANOS_PER_SECOND / nanos;
            fromNanos += nanos;
            fromBytes = bytes;
            if (bytesPerSecond >= BYTES_PER_SECOND_MIN && processorLoad.getAsDouble() >= LOAD_MIN) {
                rush = true;
                seenNanos = fromNanos;
            } else if (fromNanos - seenNanos >= BREATH_NANOS) {
                rush = false;
            }
        }
        return rush;
    }
}
