package io.liuhen.storage.testing;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What goes wrong in a simulated machine, drawn by seed: each kind of fault strikes one in so many operations. Thread-safe
 * if the generator is.
 *
 * <p>The fault model of the simulation, beside loss of power ({@link SimulatedDisk}) and a full disk
 * ({@link SimulatedDisk#setRoom}). Nothing strikes until it is switched on, so that a test can have good weather, for
 * example to check what is there.
 */
public final class Faults {
    /** A sort of fault. */
    public enum Kind {
        /** A read of a file fails and says nothing. */
        READ,
        /** A write fails when a part of it, from the front, has reached the cache. */
        WRITE,
        /** A file or directory cannot be created, opened, renamed, deleted or listed; nothing has changed. */
        NAME,
        /**
         * No descriptor is to be had: a file or directory cannot be created, opened or listed, nor a directory be opened to
         * be synced; nothing has changed, and nothing was synced.
         */
        DESCRIPTOR,
        /**
         * A sync fails. Of a file, some of what it covered is on the disk and the rest will never be, though it can still
         * be read for a while; the next sync finds nothing to do and succeeds, as on Linux. Of a directory, and sometimes
         * of a file, the file system shuts down: it takes no more changes until it is mounted again.
         */
        SYNC,
        /** The index cannot be read, or refuses before it has changed anything. */
        INDEX_READ,
        /** A synced write of the index fails: it has had no effect, has had it, or will have it after the next start. */
        INDEX_WRITE,
        /** The index finds no room for a synced write. */
        INDEX_FULL
    }

    private final RandomGenerator chance;
    private final Map<Kind, Integer> oneIn = new EnumMap<>(Kind.class);
    private int struck;

    /** @param chance decides when a fault strikes, and what it leaves */
    public Faults(RandomGenerator chance) {
        this.chance = chance;
    }

    /** Lets a fault strike one in so many operations, on average. */
    public synchronized void set(Kind kind, int operations) {
        oneIn.put(kind, operations);
    }

    /** Nothing strikes any more. What was struck before stays as it is. */
    public synchronized void stop() {
        oneIn.clear();
    }

    /** How many faults have struck so far. */
    public synchronized int struck() {
        return struck;
    }

    synchronized boolean strikes(Kind kind) {
        Integer operations = oneIn.get(kind);
        if (operations == null || chance.nextInt(operations) > 0) {
            return false;
        }
        struck++;
        return true;
    }

    RandomGenerator chance() {
        return chance;
    }
}
