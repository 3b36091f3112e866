package io.liuhen.server.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File names as recorders give them, and the patterns that read them. */
class NamePatternTest {
    private static NameReading read(String pattern, String name) {
        RecorderModel model = new RecorderModel("V9", List.of("ZFY-*"), List.of(NamePattern.parse(pattern)));
        return new RecorderModels(List.of(model)).read("ZFY-0042", name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "{word:NO|EV!}{yyyy}{MM}{dd}-{HH}{mm}{ss}-{sequence}{any}.MP4, NO20260101-120000-000001F.MP4,"
                + " 2026-01-01T12:00, 1, false",
        "{word:INF|REC|SOS!|PAR}{yyyy}{MM}{dd}-{HH}{mm}{ss}-{sequence}{any}.mp4, SOS20260913-125420-1370.mp4,"
                + " 2026-09-13T12:54:20, 1370, true",
        "FILE{yy}{MM}{dd}-{HH}{mm}{ss}F.MP4, FILE260819-071804F.mp4, 2026-08-19T07:18:04,, false",
        "{yyyy}_{MM}{dd}_{HH}{mm}{ss}_{sequence}.MP4, 2021_1013_183759_050.MP4, 2021-10-13T18:37:59, 50, false",
        "MVI_{sequence}.AVI, MVI_4823.AVI,, 4823, false"
    })
    void namesOfRealRecordersAreRead(String pattern, String name, String at, Integer sequence, boolean keyMark) {
        NameReading reading = read(pattern, name);
        assertEquals(Optional.ofNullable(at).map(LocalDateTime::parse), reading.at());
        assertEquals(Optional.ofNullable(sequence), reading.sequence());
        assertEquals(keyMark, reading.keyMark());
        assertEquals(name, reading.raw(), "the name is kept as it came");
        assertEquals(pattern, reading.rule(), "and the rule that fits");
    }

    @Test
    void theDevicesNumberMayHoldDashes() {
        NameReading reading =
                read("{device}_{yyyy}{MM}{dd}{HH}{mm}{ss}{word:|_IMP!}.mp4", "ZFY-0042_20261120083000_IMP.mp4");
        assertEquals(Optional.of("ZFY-0042"), reading.device());
        assertTrue(reading.keyMark());
        assertFalse(read("{device}_{yyyy}{MM}{dd}{HH}{mm}{ss}{word:|_IMP!}.mp4", "ZFY-0042_20261120083000.mp4")
                .keyMark());
    }

    @Test
    void aTimeThatIsNoneIsNotTold() {
        assertEquals(
                Optional.empty(),
                read("{yyyy}{MM}{dd}{HH}{mm}{ss}.mp4", "20261399990000.mp4").at());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{yyyy}{yyyy}.mp4; character 7: {yyyy} stands twice",
                "REC{year}.mp4; character 4: {year} is no field",
                "REC{yyyy.mp4; character 4: a brace is opened and not closed",
                "REC}{yyyy}.mp4; character 4: a brace is closed that was not opened",
                "REC{word:}.mp4; character 4: {word:…} lists its words",
                "REC.mp4; has no field"
            })
    void aBadPatternIsRefusedWithItsPlace(String pattern, String expected) {
        String sentence = assertThrows(IllegalArgumentException.class, () -> NamePattern.parse(pattern))
                .getMessage();
        assertTrue(String.valueOf(sentence).contains(expected), sentence);
    }

    /** The worst that can be written: as a regular expression this would outlast the server. Steps are counted, not time. */
    @Test
    void noPatternMakesANameTakeLong() {
        NamePattern worst = NamePattern.parse("{sequence}" + "{any}a".repeat(30) + "b");
        assertEquals(Optional.<Map<String, String>>empty(), worst.read("1" + "a".repeat(254)));
        assertEquals(Optional.<Map<String, String>>empty(), worst.read("1" + "a".repeat(100_000)));
        assertTrue(worst.read("1" + "a".repeat(253) + "b").isPresent());
    }

    @Test
    void aDeviceBelongsToTheFirstModelThatHasIt() {
        RecorderModels models = new RecorderModels(List.of(
                new RecorderModel("V9", List.of("ZFY-00*"), List.of()),
                new RecorderModel("V7", List.of("ZFY-*"), List.of())));
        assertEquals("V9", models.of("zfy-0042"));
        assertEquals("V7", models.of("ZFY-1"));
        assertEquals("DSJ-1", models.of("DSJ-1"), "a device of no model is its own");
        assertThrows(IllegalArgumentException.class, () -> new RecorderModel("V9", List.of("Z*-1"), List.of()));
    }
}
