package io.liuhen.benchmarks.faults;

import java.util.Optional;

/** What the clients still have to do: new files up to a number of bytes, then the end of what is open. Thread-safe. */
final class Work {
    private final long bytesMax;
    private long bytes;
    private int number;
    private boolean finishing;
    private boolean cancelled;

    /**
     * Work.
     *
     * @param bytesMax of all files together
     */
    Work(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** The next file's number; empty while no new files are wanted. */
    synchronized Optional<Integer> next() {
        if (finishing || bytes >= bytesMax) {
            return Optional.empty();
        }
        return Optional.of(number++);
    }

    /** A file of this length is on its way; what was tried in vain does not count. */
    synchronized void begun(int length) {
        bytes += length;
    }

    /** From now on what is open is ended, and nothing is opened. */
    synchronized void finish() {
        finishing = true;
    }

    synchronized boolean finishing() {
        return finishing;
    }

    /** From now on nothing is done. */
    synchronized void cancel() {
        cancelled = true;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }
}
