package io.liuhen.server.policy.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.policy.time.WorkCalendar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands about rules and calendars: what they print and how they end. */
final class PolicyCommandsTest {
    @TempDir
    private Path folder;

    private final StringWriter printed = new StringWriter();

    @Command(name = "liuhen")
    private static final class Program {}

    private int run(String... words) {
        CommandLine program = new CommandLine(new Program());
        PolicyCommands.addTo(program, () -> 0);
        program.setOut(new PrintWriter(printed));
        program.setErr(new PrintWriter(printed));
        return program.execute(words);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void aRightPackEndsWithZero() throws IOException {
        Path pack = file("pack.yaml", ShippedPacks.resource("/rules/taian-general.yaml"));
        assertEquals(0, run("rules", "check", pack.toString()));
        assertTrue(printed.toString().contains("no findings"), printed::toString);
    }

    @Test
    void findingsEndWithOneAndAreAllPrinted() throws IOException {
        String twisted = ShippedPacks.resource("/rules/taian-general.yaml")
                .replace("unit: hours", "unit: ours")
                .replace("version: 1", "version: x");
        Path pack = file("pack.yaml", twisted);
        assertEquals(1, run("rules", "check", pack.toString()));
        assertTrue(printed.toString().contains("version: is no whole number"), printed::toString);
        assertTrue(printed.toString().contains("deadlines[2].unit: \"ours\" is unknown here"), printed::toString);
        assertTrue(printed.toString().contains("2 findings"), printed::toString);
    }

    @Test
    void withTheTextsBesideItEveryWordIsHeldAgainstThem() throws IOException {
        Path pack = file("pack.yaml", ShippedPacks.resource("/rules/taian-general.yaml"));
        assertEquals(1, run("rules", "check", pack.toString(), "--texts", folder.toString()));
        assertTrue(printed.toString().contains("taian-general.txt is not there"), printed::toString);
    }

    @Test
    void wrongWordsAndFilesThatAreNotThereEndWithTwo() {
        assertEquals(2, run("rules", "check", folder.resolve("nowhere.yaml").toString()));
        assertEquals(2, run("rules", "check"));
        assertEquals(2, run("rules"));
        assertEquals(2, run("calendar", "import", "x.json"));
    }

    @Test
    void theFiveAreListedWithTheirReadings() {
        assertEquals(0, run("rules", "list", "--readings"));
        ShippedPacks.read().forEach(pack -> assertTrue(printed.toString().contains(pack.title())));
        assertTrue(printed.toString().contains("法制审核5个还是7个工作日: 5个工作日"), printed::toString);
    }

    @Test
    void importedYearsGoBeforeWhatShips() throws IOException {
        String year = "{\"$schema\": \"x\", \"year\": 2027, \"papers\": [\"p\"], \"days\": ["
                + "{\"date\": \"2026-12-31\", \"name\": \"元旦\", \"off\": true},"
                + "{\"date\": \"2027-01-02\", \"name\": \"元旦\", \"off\": false}]}";
        CalendarFolder calendar = CalendarFolder.of(folder, () -> 0);
        WorkCalendar before = calendar.read();
        assertTrue(before.isWorked(LocalDate.of(2026, 12, 31)));
        assertEquals(Set.of(2027), before.unsettled(LocalDate.of(2026, 12, 31)));
        int ended = run("calendar", "import", file("2027.json", year).toString(), "--data", folder.toString());
        assertEquals(0, ended, printed::toString);
        WorkCalendar after = calendar.read();
        assertFalse(after.isWorked(LocalDate.of(2026, 12, 31)));
        assertTrue(after.isWorked(LocalDate.of(2027, 1, 2)));
        assertEquals(Set.of(), after.unsettled(LocalDate.of(2026, 12, 31)));
        // Once more, corrected: the newer one stands.
        String corrected = year.replace("2027-01-02", "2027-01-03");
        assertEquals(
                0, run("calendar", "import", file("2027.json", corrected).toString(), "--data", folder.toString()));
        assertFalse(calendar.read().isWorked(LocalDate.of(2027, 1, 2)));
        assertEquals(before.isWorked(LocalDate.of(2026, 2, 14)), after.isWorked(LocalDate.of(2026, 2, 14)));
    }

    @Test
    void aYearWithFindingsChangesNothing() throws IOException {
        String wrong = "{year: 2027, papers: [p], days: [{date: 2028-01-01, name: 元旦, off: true},"
                + " {date: 2027-13-01, name: 元旦, off: true}, {date: 2027-01-01, name: 元旦}]}";
        assertEquals(1, run("calendar", "import", file("2027.yaml", wrong).toString(), "--data", folder.toString()));
        assertTrue(printed.toString().contains("days[0]: 2028-01-01 is not of 2027"), printed::toString);
        assertTrue(printed.toString().contains("days[1].date: \"2027-13-01\" is no date"), printed::toString);
        assertTrue(printed.toString().contains("days[2]: off is missing"), printed::toString);
        assertFalse(Files.exists(folder.resolve("calendar")));
        String open = "{year: 2027, papers: [], days: []}";
        assertEquals(1, run("calendar", "import", file("open.yaml", open).toString(), "--data", folder.toString()));
        assertFalse(Files.exists(folder.resolve("calendar")));
    }
}
