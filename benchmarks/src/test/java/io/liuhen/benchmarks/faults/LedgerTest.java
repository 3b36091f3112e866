package io.liuhen.benchmarks.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was told once may not be told otherwise. */
final class LedgerTest {
    private final StringWriter file = new StringWriter();
    private final Ledger ledger = new Ledger(file);

    @Test
    void eachAcknowledgementIsInTheFileWhenItIsHeard() {
        ledger.opened(7, "a", 100);
        ledger.offset("a", 40);
        ledger.version(new Ledger.Version("r", 2, "x"));
        assertEquals(
                List.of("opened 7 a 100", "offset a 40", "version r 2 x"),
                file.toString().lines().toList());
        assertEquals(3, ledger.acknowledgements());
        assertEquals(40, ledger.acknowledgedBytes());
    }

    @Test
    void theSameOffsetAgainIsNoNewAcknowledgement() {
        ledger.opened(7, "a", 100);
        ledger.offset("a", 40);
        ledger.offset("a", 40);
        assertEquals(2, ledger.acknowledgements());
    }

    @Test
    void anOffsetThatGoesBackIsAFinding() {
        ledger.opened(7, "a", 100);
        ledger.offset("a", 40);
        assertThrows(FindingException.class, () -> ledger.offset("a", 39));
    }

    @Test
    void anOffsetBeyondTheEndIsAFinding() {
        ledger.opened(7, "a", 100);
        assertThrows(FindingException.class, () -> ledger.offset("a", 101));
    }

    @Test
    void aSealIsTheWholeLength() {
        ledger.sealed(7, "a", 100);
        assertTrue(ledger.uploads().iterator().next().sealed());
        assertThrows(FindingException.class, () -> ledger.offset("a", 99));
    }

    @Test
    void anEntryThatBecomesAnotherIsAFinding() {
        ledger.leaf(3, "{\"deed\":\"sealed\"}");
        ledger.leaf(3, "{\"deed\":\"sealed\"}");
        assertThrows(FindingException.class, () -> ledger.leaf(3, "{\"deed\":\"ended\"}"));
    }

    @Test
    void aSecondRootOfOneLengthIsAFinding() {
        ledger.root(5, "aa");
        ledger.root(6, "bb");
        assertThrows(FindingException.class, () -> ledger.root(5, "cc"));
        assertEquals(6, ledger.rootSize());
    }

    @Test
    void aClosedLedgerComparesWhatWasToldAndNotesNothing() {
        ledger.root(5, "aa");
        ledger.close();
        ledger.root(6, "bb");
        ledger.root(6, "cc");
        assertEquals(5, ledger.rootSize());
        assertThrows(FindingException.class, () -> ledger.root(5, "cc"));
    }
}
