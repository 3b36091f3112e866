package io.liuhen.storage.verify;

import io.liuhen.storage.index.Index;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.verify.Damage.Kind;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the list of one date with the index, some lines at a time: one right line for each file, and no other. What is
 * wrong is looked at twice, since seals and disposals change the list meanwhile. Confined to one thread.
 */
final class ListCheck implements AutoCloseable {
    private static final String LIST = "SHA256SUMS";

    private final LocalDate day;
    private final Inventory inventory;
    private final Index index;
    private ListLook look;
    private Optional<Set<String>> first = Optional.empty();
    private Optional<Stray> stray = Optional.empty();

    ListCheck(LocalDate day, Inventory inventory, Index index) {
        this.day = day;
        this.inventory = inventory;
        this.index = index;
        this.look = new ListLook(day, inventory, index);
    }

    /** Looks at some more; returns what that cost in bytes, 0 when there is nothing more to look at. */
    long next() {
        long cost = look.next();
        if (cost > 0) {
            return cost;
        }
        if (first.isPresent()) {
            stray = inBoth(first.get(), look.wrong());
            return 0;
        }
        if (look.wrong().isEmpty()) {
            return 0;
        }
        first = Optional.of(look.wrong());
        look = new ListLook(day, inventory, index);
        return 1;
    }

    /** Only what is wrong in both looks: a seal or a disposal may have been under way in one of them. */
    private Optional<Stray> inBoth(Set<String> one, Set<String> other) {
        List<String> both = other.stream().filter(one::contains).toList();
        if (both.isEmpty()) {
            return Optional.empty();
        }
        String more = both.size() == 1 ? "" : "; and " + (both.size() - 1) + " more";
        return Optional.of(new Stray(
                Kind.MISMATCH,
                inventory.path(day, LIST),
                both.get(0) + more + (both.size() == ListLook.WRONG_MAX ? " at least" : "")));
    }

    /** What is wrong with the list; the first thing of each sort, and how many there are. */
    Optional<Stray> stray() {
        return stray;
    }

    @Override
    public void close() {
        look.close();
    }
}
