package io.liuhen.server.http.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.server.http.Problem;
import io.liuhen.server.http.upload.UploadMetadata.Parsed;
import io.liuhen.server.testing.Tus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tus 1.0.0, Cr4: a comma list of keys, each with its value in base64 or none; keys are unique. */
final class UploadMetadataTest {
    private static Map<String, String> read(String header) {
        return assertInstanceOf(Parsed.Ok.class, UploadMetadata.parse(header)).values();
    }

    private static Problem refused(String header) {
        return assertInstanceOf(Parsed.Wrong.class, UploadMetadata.parse(header))
                .problem();
    }

    @Test
    void pairsAreReadInTheirOrder() {
        Map<String, String> read = read(Tus.metadata("maker", "王伟", "device", "DSJ-7", "a", "b c, d"));
        assertEquals(Map.of("maker", "王伟", "device", "DSJ-7", "a", "b c, d"), read);
        assertEquals(List.of("maker", "device", "a"), List.copyOf(read.keySet()));
    }

    @Test
    void aValueMayBeAbsentOrEmpty() {
        assertEquals(Map.of("alone", "", "spaced", "", "last", ""), read("alone,spaced ,last"));
    }

    @Test
    void nothingIsNoMetadata() {
        assertEquals(Map.of(), read(""));
        assertEquals(Map.of(), read("  "));
    }

    @Test
    void spaceAroundAPairIsNoPartOfIt() {
        assertEquals(Map.of("a", "1", "b", "2"), read(" a MQ== , b Mg=="));
    }

    @Test
    void aKeyIsAnyVisibleAsciiButComma() {
        assertEquals(Map.of("!#$%&'*+-./:;<=>?@[]^_`{|}~\"()\\", "1"), read("!#$%&'*+-./:;<=>?@[]^_`{|}~\"()\\ MQ=="));
        assertEquals("1", read("k".repeat(64) + " MQ==").get("k".repeat(64)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "a MQ==,",
                ",a MQ==",
                "a MQ==,,b MQ==",
                "é MQ==",
                "a\u0001 MQ==",
                "a\tb MQ==",
                "中 MQ==",
            })
    void aKeyThatIsNoneIsRefused(String header) {
        assertEquals("metadata-malformed", refused(header).code());
        assertEquals(400, refused(header).status());
    }

    @Test
    void aKeyThatIsTooLongIsRefused() {
        assertEquals(400, refused("k".repeat(65) + " MQ==").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a MQ=", "a M", "a M*==", "a MQ== MQ==", "a -_-_", "a 中文", "a MQ==MQ=="})
    void aValueThatIsNotBase64IsRefused(String header) {
        assertEquals(400, refused(header).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a /w==", "a wK8=", "a 7aCA", "a 9JCAgA==", "a 5A=="})
    void aValueThatIsNotUtf8IsRefused(String header) {
        assertEquals(400, refused(header).status());
    }

    @Test
    void aKeyThatStandsThereTwiceIsRefusedAndNamed() {
        assertEquals(true, refused("device MQ==,device MQ==").detail().contains("\"device\" stands there twice"));
        assertEquals(Map.of("device", "1", "Device", "1"), read("device MQ==,Device MQ=="), "keys have their case");
    }

    /** "Up to 8 KiB encoded and 64 keys (else 431)." */
    @Test
    void eightKibibytesAndSixtyFourKeysAreTheMost() {
        String longest = "a " + "A".repeat(8 * 1024 - 2);
        assertEquals(8 * 1024, longest.length());
        assertEquals(1, read(longest.substring(0, 8 * 1024 - 2)).size());
        Problem tooLong = refused(longest + "A");
        assertEquals(431, tooLong.status());
        assertEquals("metadata-too-large", tooLong.code());
        String keys = IntStream.range(0, 64).mapToObj(i -> "k" + i).collect(Collectors.joining(","));
        assertEquals(64, read(keys).size());
        assertEquals(431, refused(keys + ",k64").status());
    }
}
