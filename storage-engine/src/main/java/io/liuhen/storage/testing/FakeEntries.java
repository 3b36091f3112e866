package io.liuhen.storage.testing;

import static io.liuhen.storage.testing.FakeIndex.rule;

import io.liuhen.storage.index.EntryIndex;
import java.util.List;
import java.util.Optional;

/** Ledger entries of a {@link FakeIndex}. Thread-safe. */
final class FakeEntries implements EntryIndex {
    private final FakeIndex index;

    FakeEntries(FakeIndex index) {
        this.index = index;
    }

    @Override
    public List<Pending> pending(int limit) {
        return index.read(tables -> tables.pendingEntries.entrySet().stream()
                .limit(limit)
                .map(each -> new Pending(each.getKey(), FakeFacts.copy(each.getValue())))
                .toList());
    }

    @Override
    public void sequenced(List<Place> places, Tree tree) {
        index.change(tables -> {
            long next = tables.tree.sizeLeaves();
            for (Place place : places) {
                rule(place.number() == next++, "numbers have no gaps");
                rule(tables.pendingEntries.containsKey(place.ticket()), "only what is pending gets a number");
            }
            rule(tree.sizeLeaves() == next, "the tree covers every number and no other");
            rule(
                    tree.leavesEnd() >= tables.tree.leavesEnd() && tree.detailsEnd() >= tables.tree.detailsEnd(),
                    "the ledger only grows");
            index.commit(() -> {
                for (Place place : places) {
                    tables.pendingEntries.remove(place.ticket());
                    tables.places.put(place.number(), place);
                }
                tables.tree = tree;
            });
            return true;
        });
    }

    @Override
    public Tree tree() {
        return index.read(tables -> tables.tree);
    }

    @Override
    public List<Place> about(String subject, long fromNumber, int limit) {
        return index.read(tables -> tables.places.tailMap(fromNumber, true).values().stream()
                .filter(place -> place.subjects().contains(subject))
                .limit(limit)
                .toList());
    }

    @Override
    public Optional<Place> place(long number) {
        return index.read(tables -> Optional.ofNullable(tables.places.get(number)));
    }
}
