package io.liuhen.storage.ledger;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.LedgerEntry;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the ledger needs to know of the index, in memory. Stricter: only pending entries get a number, numbers have no
 * gaps, and the ends of the files never go back.
 */
final class MemoryEntryIndex implements EntryIndex {
    private final TreeMap<Long, LedgerEntry> pending = new TreeMap<>();
    private final TreeMap<Long, Place> places = new TreeMap<>();
    private Tree tree = Tree.empty();
    private long tickets;
    private int failures;
    private Optional<Error> error = Optional.empty();

    synchronized void commit(LedgerEntry entry) {
        pending.put(++tickets, entry);
    }

    /** The next commits of numbers fail, as if the process had died before them. */
    synchronized void failNext(int count) {
        failures = count;
    }

    /** The next question for what is pending ends in an error. */
    synchronized void failOnce(Error ordered) {
        error = Optional.of(ordered);
    }

    @Override
    public synchronized List<Pending> pending(int limit) {
        if (error.isPresent()) {
            Error ordered = error.get();
            error = Optional.empty();
            throw ordered;
        }
        return pending.entrySet().stream()
                .limit(limit)
                .map(entry -> new Pending(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Override
    public synchronized void sequenced(List<Place> more, Tree newTree) {
        if (failures > 0) {
            failures--;
            throw new StorageException(Category.IO, "ordered by a test");
        }
        for (Place place : more) {
            if (pending.remove(place.ticket()) == null || place.number() != places.size()) {
                throw new IllegalStateException("not the next one: " + place);
            }
            places.put(place.number(), place);
        }
        if (newTree.sizeLeaves() != places.size()
                || newTree.leavesEnd() < tree.leavesEnd()
                || newTree.detailsEnd() < tree.detailsEnd()) {
            throw new IllegalStateException(newTree + " after " + tree);
        }
        tree = newTree;
    }

    @Override
    public synchronized Tree tree() {
        return tree;
    }

    @Override
    public synchronized List<Place> about(String subject, long fromNumber, int limit) {
        return places.tailMap(fromNumber).values().stream()
                .filter(place -> place.subjects().contains(subject))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<Place> place(long number) {
        return Optional.ofNullable(places.get(number));
    }
}
