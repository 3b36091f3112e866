package io.liuhen.server.ingest;

import io.liuhen.server.admission.ByteBudget;
import io.liuhen.server.admission.Share;
import io.liuhen.server.observe.Metrics;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One turn of a file that is joined. Its blocks are read as those of a body are: below a ceiling, and where memory is short,
 * when it is their turn among the bodies. Confined to one thread.
 */
final class JoinTurn implements Join.Turn, AutoCloseable {
    private static final long LOOK_MILLIS = 50;

    private final ByteBudget.Reader reader;
    private final Metrics metrics;
    private final BooleanSupplier othersWait;
    private final BooleanSupplier stopping;
    private final long turnBytes;
    private boolean mustWait = true;
    private long copiedBytes;

    /**
     * A turn that begins.
     *
     * @param othersWait whether there are other files to be joined
     * @param turnBytes after which they go on
     */
    JoinTurn(
            ByteBudget budget,
            Share share,
            Metrics metrics,
            BooleanSupplier othersWait,
            BooleanSupplier stopping,
            long turnBytes) {
        this.reader = budget.enter(share);
        this.metrics = metrics;
        this.othersWait = othersWait;
        this.stopping = stopping;
        this.turnBytes = turnBytes;
    }

    /** What this turn has done. */
    long copiedBytes() {
        return copiedBytes;
    }

    @Override
    public boolean stopping() {
        return stopping.getAsBoolean();
    }

    /** Whoever must wait does not keep a thread from others. */
    @Override
    public boolean over() {
        return copiedBytes > 0 && (mustWait || copiedBytes >= turnBytes) && othersWait.getAsBoolean();
    }

    @Override
    public boolean room() {
        if (!mustWait) {
            return true;
        }
        Semaphore called = new Semaphore(0);
        reader.whenRoom(called::release);
        try {
            while (!called.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stopping.getAsBoolean()) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void copied(int bytes) {
        copiedBytes += bytes;
        metrics.joined(bytes);
        // Its buffer is one of a few, and is no part of the budget.
        mustWait = !reader.take(bytes, 0);
    }

    @Override
    public void close() {
        reader.leave();
    }
}
