package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.ledger.Ledger.Head;
import io.liuhen.storage.ledger.Ledger.Numbered;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger holds every entry that was promised once, in an order that respects cause and effect; it only grows, and its
 * head is the root of RFC 6962 §2.1, which is computed here from the leaves alone.
 */
final class LedgerCheck {
    private final FactsModel facts;

    /** Sizes and roots that somebody has seen. */
    private final List<Head> heads = new ArrayList<>();

    private List<Numbered> entries = List.of();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    LedgerCheck(FactsModel facts) {
        this.facts = facts;
    }

    void read(StorageEngine engine) {
        entries = engine.ledger().about(FactsModel.ALL, 0, Integer.MAX_VALUE);
        numbers.clear();
        for (int i = 0; i < entries.size(); i++) {
            Numbered entry = entries.get(i);
            assertEquals(i, entry.number(), "numbers have no gaps");
            int n = entry.leaf().path("n").asInt();
            assertEquals(n, entry.details().path("d").asInt(), "a leaf and its details");
            assertTrue(numbers.put(n, i) == null, "entry " + n + " is there twice");
        }
    }

    boolean holds(LedgerEntry entry) {
        return numbers.containsKey(FactsModel.numberOf(entry));
    }

    /** After every doubt was settled. */
    void check(StorageEngine engine) {
        List<Sha256> leaves = entries.stream()
                .map(entry -> digest((byte) 0, CanonicalJson.write(entry.leaf()), new byte[0]))
                .toList();
        Head head = engine.ledger().head();
        assertEquals(entries.size(), head.sizeLeaves());
        heads.add(head);
        for (Head seen : heads) {
            assertTrue(seen.sizeLeaves() <= leaves.size(), "the ledger has become shorter");
            assertEquals(root(leaves.subList(0, (int) seen.sizeLeaves())), seen.root(), "the root at " + seen);
        }
        checkOrder();
        assertEquals(
                entries.stream()
                        .filter(entry -> entry.leaf().path("n").asInt() % 3 == 1)
                        .toList(),
                engine.ledger().about("s1", 0, Integer.MAX_VALUE),
                "entries by subject");
    }

    /** What was told to be true before something else was asked for has the lower number. */
    private void checkOrder() {
        int[] asked = new int[entries.size()];
        int[] told = new int[entries.size()];
        for (Change change : facts.changes()) {
            for (LedgerEntry entry : change.facts.entries()) {
                Integer number = numbers.get(FactsModel.numberOf(entry));
                if (number != null) {
                    asked[number] = change.askedAt;
                    told[number] = change.toldAt;
                }
            }
        }
        int firstToldLater = Integer.MAX_VALUE;
        for (int i = entries.size() - 1; i >= 0; i--) {
            assertTrue(firstToldLater >= asked[i], "entry " + i + " stands before its cause");
            firstToldLater = Math.min(firstToldLater, told[i]);
        }
    }

    private static Sha256 root(List<Sha256> leaves) {
        if (leaves.size() < 2) {
            return leaves.isEmpty() ? Sha256.digestOf(new byte[0]) : leaves.get(0);
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        return digest(
                (byte) 1,
                root(leaves.subList(0, split)).bytes(),
                root(leaves.subList(split, leaves.size())).bytes());
    }

    private static Sha256 digest(byte prefix, byte[] first, byte[] second) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(prefix);
        digest.update(first);
        return Sha256.of(digest.digest(second));
    }
}
