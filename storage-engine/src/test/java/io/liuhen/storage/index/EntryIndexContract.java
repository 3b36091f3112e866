package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.EntryIndex.Pending;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Ledger entries and journal records on their way to the files, in any index. */
public abstract class EntryIndexContract extends IndexFixture {
    private EntryIndex entries() {
        return index().entries();
    }

    private void commit(String leaf, String... subjects) {
        done(index().documents().record(Facts.of(entry(leaf, subjects))));
    }

    /** Numbers what is pending, as the sequencer does. */
    private void sequence(int limit) {
        Tree before = entries().tree();
        List<Place> places = new ArrayList<>();
        for (Pending pending : entries().pending(limit)) {
            long number = before.sizeLeaves() + places.size();
            places.add(new Place(pending.ticket(), number, pending.entry().subjects(), 100 * number, 200 * number));
        }
        long size = before.sizeLeaves() + places.size();
        entries().sequenced(places, new Tree(size, 100 * size, 200 * size, List.of(Sha256.digestOf(new byte[] {1}))));
    }

    private static List<String> leaves(List<Pending> pending) {
        return pending.stream()
                .map(each -> each.entry().leaf().path("leaf").asText())
                .toList();
    }

    private static List<Long> numbers(List<Place> places) {
        return places.stream().map(Place::number).toList();
    }

    @Test
    public void entriesWaitInTheOrderOfTheirCommits() {
        for (String leaf : List.of("a", "b", "c")) {
            commit(leaf, "s");
        }
        done(index().documents().record(Facts.of(entry("d", "s")).and(Facts.of(entry("e", "s")))));
        reopen();
        commit("f", "s");
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), leaves(entries().pending(10)));
        assertEquals(List.of("a", "b"), leaves(entries().pending(2)));
        assertEquals(entry("a", "s"), entries().pending(1).get(0).entry());
    }

    @Test
    public void anEntryWithANumberIsPendingNoMoreAndHasAPlace() {
        for (String leaf : List.of("a", "b", "c")) {
            commit(leaf, "s", leaf);
        }
        sequence(2);
        assertEquals(List.of("c"), leaves(entries().pending(10)));
        commit("d", "d");
        sequence(10);
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), entries().pending(10));
            Place b = entries().place(1).orElseThrow();
            assertEquals(List.of("s", "b"), b.subjects());
            assertEquals(100, b.leafPosition());
            assertEquals(200, b.detailsPosition());
            assertEquals(Optional.empty(), entries().place(4));
            reopen();
        }
    }

    @Test
    public void theTreeIsAsItWasLastRecorded() {
        assertEquals(Tree.empty(), entries().tree());
        commit("a", "s");
        sequence(1);
        Tree expected = new Tree(1, 100, 200, List.of(Sha256.digestOf(new byte[] {1})));
        assertEquals(expected, entries().tree());
        reopen();
        assertEquals(expected, entries().tree());
    }

    @Test
    public void entriesAreFoundBySubjectInOrderFromANumberOn() {
        for (int i = 0; i < 300; i++) {
            String[] subjects = i % 3 == 0 ? new String[] {"all", "third"} : new String[] {"all"};
            done(index().documents().record(Facts.of(entry("" + i, subjects))));
        }
        sequence(1000);
        assertEquals(
                LongStream.range(0, 300).boxed().toList(), numbers(entries().about("all", 0, 1000)));
        assertEquals(List.of(0L, 3L, 6L), numbers(entries().about("third", 0, 3)));
        assertEquals(List.of(255L, 258L), numbers(entries().about("third", 253, 2)));
        assertEquals(List.of(297L), numbers(entries().about("third", 296, 5)));
        assertEquals(List.of(), entries().about("thir", 0, 5));
        assertEquals(List.of(), entries().about("al", 0, 5));
    }

    @Test
    public void aSubjectThatWouldPassForAnotherIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> entry("x", "all\0more"));
    }

    @Test
    public void changesWaitForTheJournalUntilTheyAreWritten() {
        List<JournalRecord> records = new ArrayList<>();
        for (int version = 1; version <= 4; version++) {
            Commit.Done done = done(
                    index().documents().record(Facts.of(document("a", version)).and(Facts.of(document("b", version)))));
            records.add(done.journal().orElseThrow());
            assertEquals(
                    List.of(document("a", version), document("b", version)),
                    records.get(version - 1).documents());
        }
        assertEquals(records, index().journal().pending(10));
        assertEquals(records.subList(0, 2), index().journal().pending(2));
        index().journal().written(records.get(1).number(), 500);
        records.remove(1);
        assertEquals(records, index().journal().pending(10));
        reopen();
        assertEquals(records, index().journal().pending(10));
    }

    @Test
    public void theEndOfTheJournalNeverGoesBack() {
        assertEquals(OptionalLong.empty(), index().journal().end());
        index().journal().written(1, 500);
        assertEquals(OptionalLong.of(500), index().journal().end());
        index().journal().written(2, 300);
        assertEquals(OptionalLong.of(500), index().journal().end());
        reopen();
        index().journal().written(3, 400);
        assertEquals(OptionalLong.of(500), index().journal().end());
        index().journal().written(4, 501);
        assertEquals(OptionalLong.of(501), index().journal().end());
    }

    @Test
    public void whateverComesAfterReopeningWaitsBehindWhatWaitedBefore() {
        for (int round = 0; round < 5; round++) {
            commit("first" + round, "s");
            done(index().documents().record(Facts.of(document("a", round + 1))));
            reopen();
            commit("second" + round, "s");
            List<String> leaves = leaves(entries().pending(10));
            assertEquals(List.of("first" + round, "second" + round), leaves);
            if (round % 2 == 0) {
                sequence(10);
            } else {
                sequence(1);
                sequence(1);
            }
        }
        assertEquals(
                List.of(1, 2, 3, 4, 5),
                index().journal().pending(10).stream()
                        .map(record -> record.documents().get(0).version())
                        .toList());
    }
}
