package io.liuhen.server.records;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of a device's words, and what the law still misses. */
final class MetadataTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static Metadata received(String... pairs) {
        Map<String, String> received = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            received.put(pairs[i], pairs[i + 1]);
        }
        return Metadata.ofReceived(received);
    }

    // "Makers, parties and handlers are lists."

    @Test
    void aListIsWrittenWithTheEnumerationComma() {
        assertEquals(
                List.of("王伟", "李娜", "Li, Na"),
                received("maker", " 王伟、李娜 、、Li, Na ").values(Field.MAKER));
    }

    @Test
    void aListIsWrittenAsJson() {
        assertEquals(
                List.of("长春、有限", "b"), received("party", "[\"长春、有限\", \"b\"]").values(Field.PARTY));
        assertEquals(List.of(), received("party", "[]").values(Field.PARTY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "[a]", "[1,2]", "[\"a\",7]", "[\"a\"", "[\"a\"] b", "[\"a\"],\"x\":[\"b\"]"})
    void whatLooksLikeJsonAndIsNotIsOneEntryAsItWasWritten(String value) {
        assertEquals(List.of(value), received("maker", value).values(Field.MAKER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"maker", "case", "party", "handler", "act"})
    void theseFieldsAreLists(String name) {
        Metadata metadata = received(name, "a、b");
        assertEquals("[\"a\",\"b\"]", metadata.json().path(name).toString());
    }

    @Test
    void everythingElseIsTextAsItCame() {
        Metadata metadata = received("place", "抚松县、白山市", "unknown", "[\"a\"]", "device", " DSJ-7 ");
        assertEquals("抚松县、白山市", metadata.json().path("place").asText());
        assertEquals("[\"a\"]", metadata.json().path("unknown").asText());
        assertEquals(" DSJ-7 ", metadata.json().path("device").asText());
    }

    @Test
    void whatIsBlankWasNotSaid() {
        assertEquals(
                "{\"a\":\"b\"}",
                received("maker", " ", "place", "", "a", "b").json().toString());
    }

    // The four legal fields 制作方法、制作时间、制作人、证明对象.

    @Test
    void theFourLegalFieldsAreMissedInTheOrderOfTheLaw() {
        assertEquals(
                List.of(Field.METHOD, Field.MADE_AT, Field.MAKER, Field.OBJECT_OF_PROOF),
                received().missing());
        assertEquals(
                List.of(Field.METHOD, Field.MAKER, Field.OBJECT_OF_PROOF),
                received("madeAt", "昨天", "maker", "、").missing(),
                "an unreadable time is a statement; an empty list is none");
        Metadata complete = received("method", "拍摄", "madeAt", "2026", "maker", "王伟", "objectOfProof", "现场");
        assertEquals(List.of(), complete.missing());
    }

    // "Times ISO 8601 with an offset (a time without one is kept as received and read in the unit's zone)."

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T08:00:00+08:00, 2026-11-20T00:00:00Z",
        "2026-11-20T08:00:00.123456Z, 2026-11-20T08:00:00.123456Z",
        "2026-11-20T08:00Z, 2026-11-20T08:00:00Z",
        "2026-11-20T08:00:00, 2026-11-20T00:00:00Z",
        "2026-11-20 08:00:00, 2026-11-20T00:00:00Z",
        "2026-11-20T08:00, 2026-11-20T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    })
    void aTimeIsReadInItsOffsetOrInTheUnitsZone(String madeAt, String instant) {
        assertEquals(
                Optional.of(Instant.parse(instant)), received("madeAt", madeAt).madeAt(SHANGHAI));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "昨天",
                "2026-11-20",
                "20/11/2026",
                "2026-02-30T00:00:00Z",
                "1763625600",
                "+10000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59Z",
                "+999999999-12-31T23:59:59-18:00"
            })
    void aTimeThatCannotBeReadOrThatNoClockShowsIsNone(String madeAt) {
        Metadata metadata = received("madeAt", madeAt);
        assertEquals(Optional.empty(), metadata.madeAt(SHANGHAI));
        assertEquals(madeAt, metadata.json().path("madeAt").asText(), "and kept as it came");
    }

    @Test
    void metadataAreFilledAndNeverOverwritten() {
        Metadata before = received("maker", "王伟", "place", "一");
        Metadata filled = before.filledFrom(received("maker", "李娜", "method", "拍摄", "odd", "x"));
        assertEquals(received("maker", "王伟", "place", "一", "method", "拍摄", "odd", "x"), filled);
        assertEquals(received("maker", "王伟", "place", "一"), before, "the other is as it was");
        assertNotEquals(before, filled);
        assertEquals(before, before.filledFrom(received("maker", "赵敏")));
    }

    @Test
    void whatIsLoggedHasNoValues() {
        String text = received("maker", "王伟", "place", "抚松县").toString();
        assertFalse(text.contains("王伟") || text.contains("抚松县"), text);
    }

    @Test
    void nobodyChangesMetadataThroughTheirJson() {
        Metadata metadata = received("place", "一");
        metadata.json().put("place", "二");
        assertEquals(Optional.of("一"), metadata.value(Field.PLACE));
    }
}
