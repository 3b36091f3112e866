package io.liuhen.server.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens soon, without saying when. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STEP_MILLIS = 20;

    private Eventually() {}

    /** Returns once this holds. */
    public static void holds(String what, BooleanSupplier condition) {
        holds(() -> what, condition);
    }

    /** Returns once this holds; what was waited for is said when it does not. */
    public static void holds(Supplier<String> what, BooleanSupplier condition) {
        found(what, PATIENCE, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    /** Returns what is found, once it is. */
    public static <T> T found(String what, Supplier<Optional<T>> search) {
        return found(() -> what, PATIENCE, search);
    }

    /** Returns what is found, once it is, with more patience. */
    public static <T> T found(Supplier<String> what, Duration patience, Supplier<Optional<T>> search) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        Optional<T> found = search.get();
        while (found.isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("waited " + patience.toSeconds() + " s in vain: " + what.get());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            found = search.get();
        }
        return found.get();
    }
}
