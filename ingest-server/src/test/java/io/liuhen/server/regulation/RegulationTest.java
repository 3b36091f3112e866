package io.liuhen.server.regulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.RuleChoice;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.policy.pack.CalendarFolder;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.time.CalendarYear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pack a unit follows on which day, and when it must be judged anew. */
final class RegulationTest {
    @TempDir
    private Path folder;

    private Regulation following(RuleChoice... choices) {
        return Regulation.of(
                new UnitConfig("fusong", "抚松县分局", ZoneId.of("Asia/Shanghai"), List.of(choices)),
                CalendarFolder.of(folder, System::nanoTime));
    }

    private static RuleChoice from(String pack, String day) {
        return new RuleChoice(pack, Optional.of(LocalDate.parse(day)));
    }

    private static RuleChoice since(String pack) {
        return new RuleChoice(pack, Optional.empty());
    }

    private static Optional<String> codeOn(Regulation regulation, String day) {
        return regulation.inForce(LocalDate.parse(day)).map(RulePack::code);
    }

    @Test
    void onePackFollowsAnotherFromItsFirstDayOn() {
        Regulation regulation = following(from("taian-general", "2024-01-01"), from("fusong-ecology", "2026-03-01"));
        assertEquals(Optional.empty(), codeOn(regulation, "2023-12-31"));
        assertEquals(Optional.of("taian-general"), codeOn(regulation, "2024-01-01"));
        assertEquals(Optional.of("taian-general"), codeOn(regulation, "2026-02-28"));
        assertEquals(Optional.of("fusong-ecology"), codeOn(regulation, "2026-03-01"));
    }

    @Test
    void aPackIsInForceNoLongerThanItSays() {
        assertEquals(Optional.empty(), codeOn(following(from("jilin-civil", "2019-01-01")), "2020-05-25"));
        assertEquals(Optional.of("jilin-civil"), codeOn(following(since("jilin-civil")), "2020-05-26"));
    }

    @Test
    void withoutAnyNothingIsAsked() {
        assertFalse(following().isAny());
        assertTrue(following(since("jilin-civil")).isAny());
    }

    @Test
    void anAgencysOwnPackIsReadFromItsFileAndAWrongOneSaysWhat() throws IOException {
        Path own = folder.resolve("own.yaml");
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> following(since(own.toString())));
        assertTrue(String.valueOf(missing.getMessage()).contains("taian-general"), missing::getMessage);
        Files.writeString(own, "schema: 1\ncode: own\n");
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> following(since(own.toString())));
        assertTrue(String.valueOf(wrong.getMessage()).contains("rules check"), wrong::getMessage);
    }

    @Test
    void itIsKnownByPacksDaysAndCalendar() {
        Regulation regulation = following(since("jilin-civil"));
        assertEquals(following(since("jilin-civil")).basis(), regulation.basis());
        assertNotEquals(following(since("taian-general")).basis(), regulation.basis());
        assertNotEquals(following(from("jilin-civil", "2021-01-01")).basis(), regulation.basis());
        String before = regulation.basis();
        CalendarFolder.of(folder, System::nanoTime)
                .keep(new CalendarYear(2027, List.of("https://www.gov.cn/"), new TreeMap<>()));
        assertEquals(before, regulation.basis());
        regulation.refresh();
        assertNotEquals(before, regulation.basis());
    }
}
