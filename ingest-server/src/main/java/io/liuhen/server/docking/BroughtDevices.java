package io.liuhen.server.docking;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The devices of which something has come, or may have, since their open dockings were counted. Kept in memory only: a
 * server that starts counts all of them. Thread-safe; nothing here blocks.
 */
public final class BroughtDevices {
    private static final int REMEMBERED_MAX = 10_000;

    /** Whose turn it is, in their order; with each, where its last turn has ended. */
    private final Map<Optional<String>, Optional<String>> due = new LinkedHashMap<>();

    /**
     * Some dockings that are to be counted.
     *
     * @param device whose; empty for those of all
     * @param cursor from where on
     */
    record Turn(Optional<String> device, Optional<String> cursor) {}

    /** Something of this device has come; nothing is remembered of what cannot be the name of one. */
    public synchronized void mark(String device) {
        if (device.isBlank() || device.length() > Circumstances.NAME_MAX) {
            return;
        }
        if (due.size() >= REMEMBERED_MAX && !due.containsKey(Optional.of(device))) {
            due.clear();
            due.put(Optional.empty(), Optional.empty());
            return;
        }
        // From the beginning again, also where its turn is under way.
        due.put(Optional.of(device), Optional.empty());
    }

    /** Something may have come of any device. */
    public synchronized void markAll() {
        due.put(Optional.empty(), Optional.empty());
    }

    /** The next turn; it is done, unless it {@linkplain #goOn goes on}. */
    synchronized Optional<Turn> next() {
        var first = due.entrySet().iterator();
        if (!first.hasNext()) {
            return Optional.empty();
        }
        var turn = first.next();
        first.remove();
        return Optional.of(new Turn(turn.getKey(), turn.getValue()));
    }

    /** A turn has not come to its end; it waits behind the others. A device that was marked meanwhile begins again. */
    synchronized void goOn(Turn turn) {
        due.putIfAbsent(turn.device(), turn.cursor());
    }
}
