package io.liuhen.storage.testing;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;

/** The power that a simulated machine's parts share: it can go at any operation of any of them. Thread-safe. */
final class Power {
    private int operationsLeft = Integer.MAX_VALUE;

    /** Counts the starts of the machine: what was opened in an earlier one is not open any more. */
    private int start;

    /** The power goes after so many more operations. */
    synchronized void offAfter(int operations) {
        operationsLeft = operations;
    }

    /** The machine starts again. */
    synchronized void on() {
        operationsLeft = Integer.MAX_VALUE;
        start++;
    }

    synchronized int start() {
        return start;
    }

    synchronized boolean isOff() {
        return operationsLeft <= 0;
    }

    /** To be called before each operation; fails once the power is off. */
    synchronized void use() {
        if (operationsLeft <= 0) {
            throw new StorageException(Category.IO, "the power is off");
        }
        operationsLeft--;
    }
}
