package io.liuhen.server.policy.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a file that is no pack. */
final class PackReaderTest {
    private static final String GOOD = ShippedPacks.resource("/rules/fusong-ecology.yaml");
    private static final String CIVIL = ShippedPacks.resource("/rules/jilin-civil.yaml");

    private static List<String> findings(String yaml) {
        return assertThrows(InvalidPackException.class, () -> PackReader.read(yaml)).findings().stream()
                .map(Finding::toString)
                .toList();
    }

    /** One change, and where it is found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version: 1 | version: 0 | version: 0 is out of range
            version: 1 | version: one | version: is no whole number
            code: fusong-ecology | kode: fusong-ecology | code: is missing
            code: fusong-ecology | kode: fusong-ecology | kode: is unknown; known here: schema,
            unit: hours | unit: fortnights | deadlines[0].unit: "fortnights" is unknown here; use one of hours,
            amount: 24 | amount: 0 | deadlines[0].amount: 0 is out of range
            from: recording-ended | from: lunch | deadlines[0].from: "lunch" is unknown here
            schema: 1 | schema: 2 | schema: 2 is out of range
            level: may, article: FS-12 | level: perhaps, article: FS-12 | acts[3].level: "perhaps" is unknown here
            storing: storing | storing: keeping | stages.storing: "keeping" is no deadline that is taken
            any: [refusal] | any: [refusing] | "refusing" is no act and no circumstance
            article: FS-29 | article: Article 29 | article Article 29: is no article
            article: FS-29 | article: XX-29 | article XX-29: is of no text of this pack
            kind: hearing | kind: sampling | acts[6]: "sampling" is there twice
            id: archiving | id: storing | "storing" is there twice
            version: 1 | version: 1, until: 2020 | mapping values are not allowed here
            """)
    void everyMistakeIsFoundWhereItIs(String from, String to, String expected) {
        String twisted = GOOD.replaceFirst(Pattern.quote(from), to);
        assertTrue(!twisted.equals(GOOD), "nothing was changed");
        List<String> findings = findings(twisted);
        assertTrue(findings.stream().anyMatch(each -> each.contains(expected)), () -> expected + " not in " + findings);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        String twisted = GOOD.replace("unit: hours", "unit: ours")
                .replace("agency:", "agent:")
                .replace("who: ", "how: ");
        assertTrue(findings(twisted).size() >= 8, () -> String.join("\n", findings(twisted)));
    }

    @Test
    void ofTwoContradictingTermsExactlyOneIsTaken() {
        assertTrue(findings(CIVIL.replace("    taken: false\n", "")).stream()
                .anyMatch(each -> each.contains("not exactly one is taken")));
    }

    /** How an agency follows the other article: two words in its own copy. */
    @Test
    void anAgencyMayTakeTheOtherTerm() {
        String other = CIVIL.replace("    taken: false\n", "")
                .replace("    contradicts: legal-review-28\n", "    contradicts: legal-review-28\n    taken: false\n");
        assertEquals(
                7,
                PackReader.read(other)
                        .deadline("legal-review-28")
                        .orElseThrow()
                        .span()
                        .amount());
        assertTrue(PackReader.read(other).deadline("legal-review").isEmpty());
    }

    @Test
    void anExtensionIsCountedLikeItsTerm() {
        String twisted = CIVIL.replace(
                "{amount: 5, unit: working-days, approver: 主管厅领导", "{amount: 5, unit: hours, approver: 主管厅领导");
        assertTrue(
                findings(twisted).stream().anyMatch(each -> each.contains("deadlines[6].extension: has another unit")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing", "- a\n- b", "just words"})
    void whatIsNoPackAtAllIsSaidInOneLine(String yaml) {
        assertEquals(1, findings(yaml).size());
    }

    @Test
    void aKeyThatIsThereTwiceIsRefused() {
        assertTrue(findings(GOOD + "version: 2\n").get(0).contains("Duplicate field 'version'"));
    }
}
