package io.liuhen.server.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.Seen;
import io.liuhen.server.media.Seen.Stretch;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What was seen and heard, held against what counts as nothing. */
class ContentFindingsTest {
    private static final FileFindings RULES = new FileFindings(FileTolerances.USUAL);

    private static MediaFacts facts(String creation) {
        List<StreamFacts> streams = List.of(Films.picture(0, 60_000_000), Films.sound(0, 60_000_000));
        return new MediaFacts(
                MediaKind.VIDEO,
                "mov,mp4",
                60_000_000,
                0,
                0,
                streams,
                new TreeMap<>(creation.isEmpty() ? Map.of() : Map.of("creation_time", creation)),
                List.of(),
                Structure.NONE);
    }

    private static Seen seen(List<Stretch> black, List<Stretch> frozen, List<Stretch> silent) {
        return new Seen(true, true, true, black, frozen, silent, List.of(), "", 0, 0);
    }

    @Test
    void stretchesBeyondTheirTolerancesAreToldWithTheirPlaces() {
        Seen seen = seen(
                List.of(new Stretch(0, 1_900_000), new Stretch(10_000_000, 13_500_000)),
                List.of(new Stretch(20_000_000, 26_000_000), new Stretch(40_000_000, 50_000_000)),
                List.of(new Stretch(0, 10_000_000)));
        List<Finding> found = RULES.of("segment", facts(""), seen);
        assertEquals(
                List.of(Kind.BLACK, Kind.FROZEN),
                found.stream().map(Finding::kind).toList());
        assertEquals(List.of(10_000L), found.get(0).values().get("fromMillis"));
        assertEquals(List.of(13_500L), found.get(0).values().get("toMillis"));
        assertEquals(2, found.get(1).values().get("count"));
        assertEquals(16_000L, found.get(1).values().get("millis"));
    }

    @Test
    void damagedPartsAreCounted() {
        Seen seen = new Seen(true, true, true, List.of(), List.of(), List.of(), List.of(), "", 0, 3);
        List<Finding> found = RULES.of("segment", facts(""), seen);
        assertEquals(Kind.PARTS_DAMAGED, found.get(0).kind());
        assertEquals(3L, found.get(0).values().get("parts"));
    }

    /** Local time behind a Z: eight hours are a zone, and 39 seconds a clock that is behind. */
    @Test
    void satellitesCorrectAClockWhateverItsZone() {
        Seen seen = new Seen(true, true, true, List.of(), List.of(), List.of(), List.of(), "2019-11-18 23:46:11", 0, 0);
        List<Finding> found = RULES.of("segment", facts("2019-11-18T15:45:32.000000Z"), seen);
        assertEquals(Kind.SATELLITES_DIFFER, found.get(0).kind());
        assertEquals(39L, found.get(0).values().get("seconds"));
        Seen agreeing = new Seen(
                true, true, true, List.of(), List.of(), List.of(), List.of(), "2019-11-18 23:45:34", 1_000_000, 0);
        assertEquals(List.of(), RULES.of("segment", facts("2019-11-18T15:45:32.000000Z"), agreeing));
    }
}
