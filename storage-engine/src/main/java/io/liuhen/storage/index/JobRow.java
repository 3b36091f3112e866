package io.liuhen.storage.index;

import java.time.Instant;

/**
 * A job as the index knows it.
 *
 * @param runAt not before; while it is leased, the lease's end
 * @param failures how often it was tried and failed
 * @param takes how often it was handed out, which also counts tries that died with their server
 * @param token changes with every lease; a result with an older one is refused
 * @param reason why it failed last or was parked; empty otherwise
 */
public record JobRow(
        JobKey key, State state, int priority, Instant runAt, int failures, int takes, long token, String reason) {
    /** The code numbers are stored and never change. */
    public enum State {
        /** Waits for its time. */
        WAITING(1),
        /** Somebody works on it. */
        LEASED(2),
        /** Done. */
        DONE(3),
        /** Given up until a person or a new fact starts it over; {@code reason} says why. */
        PARKED(4);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** The stored number. */
        public int code() {
            return code;
        }
    }
}
