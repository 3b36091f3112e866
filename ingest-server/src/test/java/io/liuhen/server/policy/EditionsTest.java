package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.endOf;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.server.policy.pack.CalendarReader;
import io.liuhen.server.policy.pack.ShippedPacks;
import io.liuhen.server.policy.rule.Editions;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.RulePack;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A record is judged by the edition that was in force at its time, and says which that was. */
final class EditionsTest {
    private static RulePack edition(int version, LocalDate from, RulePack of) {
        return new RulePack(
                of.code(),
                of.title(),
                of.agency(),
                of.texts(),
                version,
                Optional.of(from),
                Optional.empty(),
                of.circumstances(),
                of.lastDay(),
                of.storing(),
                of.archiving(),
                of.readings(),
                of.acts(),
                of.exemptions(),
                of.workRecord(),
                of.fields(),
                of.bookmarks(),
                of.officers(),
                of.documents(),
                of.deadlines(),
                of.gates(),
                of.yearly(),
                of.retention(),
                of.longTerm(),
                of.approvers(),
                of.spotCheck(),
                of.duties());
    }

    /** The second edition has the terms of another text, so that one can tell them apart. */
    private final Editions editions = new Editions(List.of(
            edition(2, LocalDate.of(2026, 3, 1), renamed(ShippedPacks.read("fusong-ecology"))),
            edition(1, LocalDate.of(2020, 1, 1), ShippedPacks.read("jilin-emergency"))));

    private static RulePack renamed(RulePack of) {
        return new RulePack(
                "jilin-emergency",
                of.title(),
                of.agency(),
                of.texts(),
                of.version(),
                of.from(),
                of.until(),
                of.circumstances(),
                of.lastDay(),
                of.storing(),
                of.archiving(),
                of.readings(),
                of.acts(),
                of.exemptions(),
                of.workRecord(),
                of.fields(),
                of.bookmarks(),
                of.officers(),
                of.documents(),
                of.deadlines(),
                of.gates(),
                of.yearly(),
                of.retention(),
                of.longTerm(),
                of.approvers(),
                of.spotCheck(),
                of.duties());
    }

    @Test
    void whatHappenedBeforeTheChangeKeepsItsTerm() {
        Obligations regulation = new Obligations(editions, CalendarReader.shipped(), Given.SHANGHAI);
        RecordingFacts before =
                new Given().when(Event.RECORDING_ENDED, "2026-02-28T23:59").recording();
        Obligation old = the("storing", regulation.of(before, at("2026-05-01T00:00")));
        assertEquals(1, old.version());
        assertEquals(Optional.of(endOf("2026-03-03")), old.until());
        RecordingFacts after =
                new Given().when(Event.RECORDING_ENDED, "2026-03-01T00:00").recording();
        Obligation fresh = the("storing", regulation.of(after, at("2026-05-01T00:00")));
        assertEquals(2, fresh.version());
        assertEquals(Optional.of(at("2026-03-02T00:00")), fresh.until());
    }

    @Test
    void editionsOfTwoPacksAreNoEditions() {
        List<RulePack> two = List.of(ShippedPacks.read("jilin-emergency"), ShippedPacks.read("taian-general"));
        assertThrows(IllegalArgumentException.class, () -> new Editions(two));
        List<RulePack> twice = List.of(two.get(0), two.get(0));
        assertThrows(IllegalArgumentException.class, () -> new Editions(twice));
    }
}
