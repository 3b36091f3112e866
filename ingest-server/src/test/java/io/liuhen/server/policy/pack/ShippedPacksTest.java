package io.liuhen.server.policy.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.policy.rule.ActRule;
import io.liuhen.server.policy.rule.RulePack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The five packs that ship: that they say what the texts say. */
final class ShippedPacksTest {
    /** The texts themselves are not part of the project; where they are at hand, the packs are held against them. */
    private static final Path TEXTS = Path.of("..", "..", "shared", "regulations");

    private static Optional<String> text(String name) {
        Path file = TEXTS.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jilin-emergency", "wanghua-emergency", "jilin-civil", "fusong-ecology", "taian-general"})
    void everyWordThatAPackCitesStandsInTheArticleThatItNames(String code) {
        assumeTrue(Files.isDirectory(TEXTS), "the texts are not here");
        RulePack pack = ShippedPacks.read(code);
        assertTrue(Citations.of(pack).size() > 40, "a whole text has more to say");
        assertEquals(List.of(), TextCheck.findings(pack, ShippedPacksTest::text));
    }

    @Test
    void aWordThatStandsElsewhereIsFound() {
        assumeTrue(Files.isDirectory(TEXTS), "the texts are not here");
        String yaml = ShippedPacks.resource("/rules/fusong-ecology.yaml");
        RulePack twisted = PackReader.read(yaml.replace("应在24小时内按要求将信息储存", "应在48小时内按要求将信息储存"));
        assertEquals(1, TextCheck.findings(twisted, ShippedPacksTest::text).size());
        RulePack moved = PackReader.read(yaml.replace("article: FS-7", "article: FS-8"));
        assertTrue(TextCheck.findings(moved, ShippedPacksTest::text).size() >= 3);
    }

    @Test
    void everyPackSpeaksOfTheSameSeventeenKindsOfAct() {
        Set<String> kinds = kinds(ShippedPacks.read("jilin-emergency"));
        assertEquals(17, kinds.size());
        ShippedPacks.read().forEach(pack -> assertEquals(kinds, kinds(pack), pack.code()));
    }

    private static Set<String> kinds(RulePack pack) {
        return pack.acts().stream().map(ActRule::kind).collect(Collectors.toSet());
    }

    /** The act table: each cell as the five texts have it. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            coercive-measure,   PROMOTE,        PROMOTE,          MUST,           NONE, MUST
            enforcement,        MUST,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            inspection,         NONE,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            questioning,        NONE,           BY_CIRCUMSTANCES, MUST,           MAY,  MUST
            sampling,           NONE,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            preservation,       NONE,           BY_CIRCUMSTANCES, MUST,           MAY,  MUST
            hearing,            MAY,            BY_CIRCUMSTANCES, NONE,           MUST, MUST
            service-retention,  MUST,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            service-notice,     MUST,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            service-other,      NONE,           BY_CIRCUMSTANCES, MUST,           NONE, NONE
            service-electronic, NONE,           NONE,             MUST,           NONE, NONE
            correction-check,   MUST_IF_NEEDED, BY_CIRCUMSTANCES, MUST_IF_NEEDED, MAY,  NONE
            complaint,          NONE,           BY_CIRCUMSTANCES, MUST,           NONE, NONE
            simple-procedure,   NONE,           BY_CIRCUMSTANCES, MUST,           MUST, MUST
            disputed,           NONE,           BY_CIRCUMSTANCES, MUST,           NONE, MUST
            premises,           NONE,           PROMOTE,          MAY,            NONE, NONE
            other-by-law,       NONE,           NONE,             MUST,           NONE, MUST
            """)
    void theActTable(String kind, String je, String wh, String jc, String fs, String ta) {
        assertEquals(je, level("jilin-emergency", kind));
        assertEquals(wh, level("wanghua-emergency", kind));
        assertEquals(jc, level("jilin-civil", kind));
        assertEquals(fs, level("fusong-ecology", kind));
        assertEquals(ta, level("taian-general", kind));
    }

    private static String level(String code, String kind) {
        return ShippedPacks.read(code).act(kind).orElseThrow().level().name();
    }

    @Test
    void fourTextsGiveNoNumberForRetentionAndOneDoes() {
        for (RulePack pack : ShippedPacks.read()) {
            boolean civil = pack.code().equals("jilin-civil");
            assertEquals(civil ? 2 : 0, pack.retention().size(), pack.code());
            assertEquals(civil ? 10 : 0, pack.longTerm().size(), pack.code());
        }
    }

    @Test
    void noTextGivesTheSpotChecksRatio() {
        for (RulePack pack : ShippedPacks.read()) {
            assertTrue(pack.spotCheck().flatMap(check -> check.ratio()).isEmpty(), pack.code());
        }
        assertEquals(
                3,
                ShippedPacks.read("jilin-civil")
                        .spotCheck()
                        .orElseThrow()
                        .questions()
                        .size());
    }
}
