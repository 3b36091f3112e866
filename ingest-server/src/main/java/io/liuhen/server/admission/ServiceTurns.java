package io.liuhen.server.admission;

import java.util.Optional;

/**
 * Those who wait for one of a few threads to do a part of their work, in the order of {@link FairTurns}. Thread-safe.
 *
 * @param <T> whose work it is
 */
public final class ServiceTurns<T> {
    private final long turnBytes;
    private final FairTurns<Seat> turns = new FairTurns<>();
    private int waiting;

    /** @param turnBytes what a turn is thought to do, until it is known; more than that is not held against anybody */
    public ServiceTurns(long turnBytes) {
        this.turnBytes = turnBytes;
    }

    /** One piece of work, from its beginning to its end. Has one turn at a time. */
    public final class Seat {
        private final T work;
        private final FairTurns.Account<Seat> account;

        /** What its turn was counted as in advance, while it has one. */
        private long foreseenBytes;

        private Seat(T work, FairTurns.Account<Seat> account) {
            this.work = work;
            this.account = account;
        }

        /** What is to be done. */
        public T work() {
            return work;
        }

        /** There is more to do: waits behind the others who have had less. */
        public void waits() {
            synchronized (ServiceTurns.this) {
                turns.add(account, this);
                waiting++;
            }
        }

        /** A turn has ended, and did this much. */
        public void had(long bytes) {
            synchronized (ServiceTurns.this) {
                turns.had(account, Math.min(bytes, turnBytes) - foreseenBytes);
                foreseenBytes = 0;
            }
        }

        /** There is nothing more to do. It must not wait. */
        public void leave() {
            synchronized (ServiceTurns.this) {
                turns.had(account, -foreseenBytes);
                turns.close(account);
            }
        }
    }

    /** There is work on somebody's account; it does not wait yet. */
    public synchronized Seat enter(Share share, T work) {
        return new Seat(work, turns.open(share));
    }

    /** Whose turn it is; empty where nobody waits. Its end is to be told by {@link Seat#had}. */
    public synchronized Optional<Seat> next() {
        Optional<Seat> next = turns.next();
        next.ifPresent(seat -> {
            waiting--;
            seat.foreseenBytes = turnBytes;
            turns.had(seat.account, turnBytes);
        });
        return next;
    }

    /** Whether somebody waits. */
    public synchronized boolean awaited() {
        return waiting > 0;
    }
}
