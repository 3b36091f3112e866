package io.liuhen.server.wiring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the parts of a server are stopped: the last one that was started comes first. Confined to one thread at a time. */
final class Stops {
    private static final Logger LOG = LoggerFactory.getLogger(Stops.class);

    private final Deque<Runnable> stops = new ArrayDeque<>();

    /** Adds how what has just been started is stopped. */
    void push(Runnable stop) {
        stops.push(stop);
    }

    /** Stops everything, whatever fails on the way; the first failure is thrown at the end. */
    void run() {
        Optional<RuntimeException> first = Optional.empty();
        while (!stops.isEmpty()) {
            try {
                stops.pop().run();
            } catch (RuntimeException e) {
                LOG.error("a part of the server did not stop: {}", e.getMessage(), e);
                first = first.or(() -> Optional.of(e));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
