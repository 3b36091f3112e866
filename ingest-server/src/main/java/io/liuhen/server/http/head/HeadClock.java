package io.liuhen.server.http.head;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs while something has begun that must come to its end in time. What comes in one read, as nearly everything does,
 * never starts it. Time in which we do not read ourselves is not the client's. Confined to the channel's event loop.
 */
final class HeadClock {
    private final Channel channel;
    private final Duration patience;
    private final Runnable late;
    private @Nullable Future<?> alarm;

    /** @param late what is done when the time is over */
    HeadClock(Channel channel, Duration patience, Runnable late) {
        this.channel = channel;
        this.patience = patience;
        this.late = late;
    }

    /** One whose connection is closed when the time is over. */
    HeadClock(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        this.late = this::close;
    }

    private void close() {
        var unusedFuture = channel.close();
    }

    /** Starts it, unless it runs. */
    void run() {
        if (alarm == null) {
            alarm = channel.eventLoop().schedule(this::ring, patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void ring() {
        alarm = null;
        if (!channel.isActive()) {
            return;
        }
        if (channel.config().isAutoRead()) {
            late.run();
        } else {
            run();
        }
    }
}
