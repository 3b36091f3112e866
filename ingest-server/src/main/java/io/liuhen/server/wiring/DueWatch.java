package io.liuhen.server.wiring;

import io.liuhen.server.duty.DutySide;
import io.liuhen.server.regulation.Regulation;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has what is due judged when its time comes or its facts change, on a thread of its own. */
final class DueWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DueWatch.class);
    private static final long EVERY_MILLIS = 500;
    /** A year may be imported while the server runs. */
    private static final long REFRESH_EVERY = 120;

    private static final long STOP_SECONDS = 20;

    private final Regulation regulation;
    private final DutySide duties;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> series;
    private long turns;
    private volatile boolean stopping;

    private DueWatch(Regulation regulation, DutySide duties, ScheduledExecutorService thread) {
        this.regulation = regulation;
        this.duties = duties;
        this.thread = thread;
        series = thread.scheduleWithFixedDelay(this::turn, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    static DueWatch start(Regulation regulation, DutySide duties) {
        return new DueWatch(regulation, duties, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread fresh = new Thread(task, "liuhen-due");
            fresh.setDaemon(true);
            return fresh;
        }));
    }

    private void turn() {
        try {
            if (turns++ % REFRESH_EVERY == 0) {
                regulation.refresh();
            }
            boolean more = true;
            while (more && !stopping) {
                more = duties.keeper().step();
                if (duties.rewalk().isUnderWay()) {
                    duties.rewalk().step();
                    more = true;
                }
            }
        } catch (RuntimeException e) {
            // What could not be judged stays marked, and is tried again with the next turn.
            LOG.warn("what is due could not be judged: {}", e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        stopping = true;
        series.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("something that is due is still being judged");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
