package io.liuhen.storage.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules of RFC 8785, and where this form is stricter. */
final class CanonicalJsonTest {
    private static String written(ObjectNode json) {
        return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
    }

    private static ObjectNode read(String json) {
        return CanonicalJson.readObject(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void corrupt(byte[] json) {
        assertEquals(
                Category.CORRUPT,
                assertThrows(
                                StorageException.class,
                                () -> CanonicalJson.readObject(json),
                                new String(json, StandardCharsets.UTF_8))
                        .category());
    }

    @Test
    void membersAreSortedByUtf16CodeUnits() {
        // The example of RFC 8785 §3.2.3: the emoji's first unit D83D comes before FB33, though its code point does
        // not.
        ObjectNode json = read(
                "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\","
                        + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                        + "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}");
        assertEquals(
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"\uD83D\uDE00\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}",
                written(json));
    }

    @Test
    void membersOfInnerObjectsAreSortedAndArraysKeepTheirOrder() {
        assertEquals(
                "{\"a\":[3,{\"x\":null,\"y\":false},[],1],\"b\":{}}",
                written(read("{ \"b\" : { } , \"a\" : [ 3 , { \"y\" : false , \"x\" : null } , [ ] , 1 ] }")));
    }

    @Test
    void textsHaveTheShortestEscapes() {
        // The example of RFC 8785 §3.2.2.2.
        assertEquals(
                "{\"s\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
                written(read("{\"s\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"}")));
        StringBuilder controls = new StringBuilder();
        for (char c = 0; c < 0x20; c++) {
            controls.append(c);
        }
        assertEquals(
                "{\"s\":\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
                        + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d"
                        + "\\u001e\\u001f\u007f\u2028\"}",
                written(CanonicalJson.object()
                        .put("s", controls.append("\u007f\u2028").toString())));
    }

    @Test
    void wholeNumbersAreWrittenPlainly() {
        assertEquals(
                "{\"a\":0,\"b\":-1,\"c\":9007199254740992,\"d\":-9007199254740992,\"e\":0}",
                written(read("{\"a\":0,\"b\":-1,\"c\":9007199254740992,\"d\":-9007199254740992,\"e\":-0}")));
    }

    @Test
    void fractionsAndNumbersThatOthersWouldRoundAreRefused() {
        for (String number : List.of(
                "1.5",
                "1.0",
                "1e3",
                "9007199254740993",
                "-9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "1E400")) {
            ObjectNode json = read("{\"n\":" + number + "}");
            assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(json), number);
        }
        ObjectNode big = CanonicalJson.object().put("n", BigInteger.ONE.shiftLeft(64));
        assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(big));
    }

    @Test
    void halfOfASurrogatePairIsRefusedBecauseUtf8CannotWriteIt() {
        for (String text : List.of("\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CanonicalJson.write(CanonicalJson.object().put("s", text)));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> CanonicalJson.write(CanonicalJson.object().put(text, "s")));
        }
    }

    @Test
    void whatIsNoJsonObjectIsCorrupt() {
        for (String json : List.of(
                "",
                " ",
                "{",
                "[]",
                "1",
                "null",
                "\"a\"",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{} {}",
                "{}x",
                "{\"a\":\"\n\"}",
                "{\"a\":1} //")) {
            corrupt(json.getBytes(StandardCharsets.UTF_8));
        }
        corrupt(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        corrupt(new byte[] {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '1', '}'});
    }

    @Test
    void aNameThatStandsTwiceIsCorrupt() {
        corrupt("{\"a\":1,\"a\":1}".getBytes(StandardCharsets.UTF_8));
        corrupt("{\"b\":{\"a\":1,\"\\u0061\":2}}".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsCanonicalStaysAsItIs() {
        for (long seed = 0; seed < 300; seed++) {
            byte[] first = CanonicalJson.write(random(new Random(seed), 3));
            ObjectNode again = CanonicalJson.readObject(first);
            assertArrayEquals(first, CanonicalJson.write(again), "seed " + seed);
        }
    }

    private static ObjectNode random(Random random, int depth) {
        ObjectNode json = CanonicalJson.object();
        for (int i = 0; i < random.nextInt(6); i++) {
            String name = text(random);
            switch (random.nextInt(depth > 0 ? 6 : 4)) {
                case 0 -> json.put(name, random.nextLong() >> (11 + random.nextInt(50)));
                case 1 -> json.put(name, text(random));
                case 2 -> json.put(name, random.nextBoolean());
                case 3 -> json.putNull(name);
                case 4 -> json.set(name, random(random, depth - 1));
                default -> json.putArray(name).add(text(random)).add(random(random, depth - 1));
            }
        }
        return json;
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < random.nextInt(6); i++) {
            int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
            text.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 'x' : c);
        }
        return text.toString();
    }
}
