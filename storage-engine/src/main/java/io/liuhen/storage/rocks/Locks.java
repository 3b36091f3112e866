package io.liuhen.storage.rocks;

import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Serialises operations on the same thing while others run side by side: a fixed number of locks, chosen by the hash of
 * a key. Several are always taken in the order of their numbers, so that two operations cannot wait for each other.
 * Thread-safe.
 */
final class Locks {
    private static final int STRIPES = 1024;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    Locks() {
        Arrays.setAll(stripes, i -> new ReentrantLock());
    }

    /** Runs work while nobody else works on any of these keys. */
    <T> T holding(Collection<?> keys, Supplier<T> work) {
        int[] order = keys.stream()
                .mapToInt(key -> Math.floorMod(spread(key.hashCode()), STRIPES))
                .sorted()
                .distinct()
                .toArray();
        int held = 0;
        try {
            for (; held < order.length; held++) {
                stripes[order[held]].lock();
            }
            return work.get();
        } finally {
            while (held > 0) {
                stripes[order[--held]].unlock();
            }
        }
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 16);
    }
}
