package io.liuhen.server.ingest;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.Rests;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends uploads that nothing has come for. What they had acknowledged is kept as incomplete segments, for a person to decide
 * about. At most so many in one turn: if something is wrong with the time, it is seen before everything has ended.
 * Confined to one thread; blocks.
 */
public final class Expiring implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Expiring.class);
    private static final int LOOKS_PER_TURN = 1024;
    private static final int ENDS_PER_TURN = 64;
    private static final Duration TURN_MIN = Duration.ofMillis(100);
    private static final Duration TURN_MAX = Duration.ofMinutes(1);
    private static final int TURNS = 64;

    private final Rests rests;
    private final Ingest ingest;
    private final Duration uploadExpiry;
    private final BooleanSupplier writable;
    private final Metrics metrics;

    /** @param writable whether the store takes writes; while it does not, nothing is looked at */
    public Expiring(Rests rests, Ingest ingest, Duration uploadExpiry, BooleanSupplier writable, Metrics metrics) {
        this.rests = rests;
        this.ingest = ingest;
        this.uploadExpiry = uploadExpiry;
        this.writable = writable;
        this.metrics = metrics;
    }

    /** How long to wait between two turns. */
    public Duration every() {
        Duration part = uploadExpiry.dividedBy(TURNS);
        Duration atMost = part.compareTo(TURN_MAX) > 0 ? TURN_MAX : part;
        return atMost.compareTo(TURN_MIN) < 0 ? TURN_MIN : atMost;
    }

    /** One turn. Fails never: the next may be a better one. */
    @Override
    public void run() {
        if (!writable.getAsBoolean()) {
            return;
        }
        try {
            int ended = 0;
            int looked = 0;
            boolean more = true;
            while (more && looked < LOOKS_PER_TURN && ended < ENDS_PER_TURN) {
                Rests.Turn turn = rests.look(uploadExpiry, ENDS_PER_TURN);
                turn.rested().forEach(this::end);
                ended += turn.rested().size();
                looked += ENDS_PER_TURN;
                more = turn.more();
            }
            if (ended >= ENDS_PER_TURN) {
                LOG.warn("{} uploads have expired within a turn; the others wait for the next one", ended);
            }
        } catch (RuntimeException e) {
            LOG.error("uploads that nothing comes for cannot be looked at: {}", e.getMessage(), e);
        }
    }

    private void end(Rests.Rested rested) {
        try {
            UploadStatus status = ingest.expire(rested.id(), rested.offsetBytes())
                    .toCompletableFuture()
                    .join();
            if (!(status instanceof UploadStatus.Open)) {
                metrics.expired();
                LOG.info(
                        "upload {} has expired: nothing has come for it for {}; {} bytes of it are kept",
                        rested.id(),
                        uploadExpiry,
                        rested.offsetBytes());
            }
        } catch (CompletionException e) {
            // It is found again.
            LOG.error("upload {} has expired and cannot be ended: {}", rested.id(), e.getMessage(), e);
        }
    }
}
