package io.liuhen.server.docking;

import io.liuhen.server.docking.BroughtDevices.Turn;
import java.util.Optional;

/**
 * Keeps on record how many files of each docking are open, so that who lists dockings reads two small documents for each,
 * whatever they hold. Counts follow what comes: first all open dockings after a start, then those of devices of which
 * something was brought, a few at a time and in turns. Confined to one thread; blocks on the disk.
 */
public final class OpenCounts {
    private static final int DOCKINGS_OF_A_TURN = 4;

    private final Dockings dockings;
    private final BroughtDevices brought;

    /** Nothing is counted yet. */
    public OpenCounts(Dockings dockings, BroughtDevices brought) {
        this.dockings = dockings;
        this.brought = brought;
        brought.markAll();
    }

    /** Counts some of what is due; answers whether there was anything. */
    public boolean count() {
        Optional<Turn> due = brought.next();
        if (due.isEmpty()) {
            return false;
        }
        Turn turn = due.get();
        try {
            Dockings.Page page = dockings.list(turn.device(), true, turn.cursor(), DOCKINGS_OF_A_TURN);
            page.dockings().forEach(docking -> dockings.count(docking.id()));
            page.next().ifPresent(cursor -> brought.goOn(new Turn(turn.device(), Optional.of(cursor))));
        } catch (RuntimeException e) {
            brought.goOn(turn);
            throw e;
        }
        return true;
    }
}
