package io.liuhen.server.custody;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The two parts of an entry: a leaf that is for ever and names nobody, and details that can be forgotten. */
final class CustodyTest {
    private static final long SEED = 7;
    private static final Actor WANG = new Actor("officer", "王伟 220112", "192.0.2.7");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:00:00.123456Z"));
    private final Custody custody = new Custody("fusong", clock, new IdGenerator(clock, new Random(SEED)));

    private LedgerEntry correction() {
        ObjectNode details = CanonicalJson.object();
        details.set("patch", CanonicalJson.object().put("party", "张三"));
        return custody.entry(
                Deed.METADATA_CHANGED,
                WANG,
                List.of("0197-a", "0197-b"),
                CanonicalJson.object().put("version", 2),
                details);
    }

    private static String text(ObjectNode json) {
        return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
    }

    @Test
    void theLeafHasExactlyTheDocumentedForm() {
        ObjectNode leaf = correction().leaf();
        ObjectNode expected = CanonicalJson.object();
        expected.put("schema", 1);
        expected.put("id", leaf.path("id").asText());
        expected.put("at", "2026-11-20T08:00:00.123456Z");
        expected.put("unit", "fusong");
        expected.put("deed", "metadata-changed");
        expected.putArray("subjects").add("0197-a").add("0197-b");
        expected.putObject("facts").put("version", 2);
        expected.put("details", leaf.path("details").asText());
        assertEquals(text(expected), text(leaf));
    }

    @Test
    void theLeafNamesNobodyAndTellsNothingThatPeopleWrote() {
        String leaf = text(correction().leaf());
        for (String personal :
                List.of("王伟", "220112", "192.0.2.7", "officer", "actor", "张三", "patch", "party", "salt")) {
            assertFalse(leaf.contains(personal), leaf);
        }
    }

    @Test
    void theDetailsHaveWhoAndFromWhereAndASalt() {
        ObjectNode details = correction().details();
        assertEquals(Set.of("salt", "value"), names(details));
        assertEquals(32, Base64.getDecoder().decode(details.path("salt").asText()).length);
        assertEquals(
                "{\"actor\":{\"address\":\"192.0.2.7\",\"kind\":\"officer\",\"name\":\"王伟 220112\"},"
                        + "\"patch\":{\"party\":\"张三\"}}",
                text(details.withObject("/value")));
    }

    private static Set<String> names(ObjectNode json) {
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** "The SHA-256 of the 32 bytes of the salt followed by the canonical JSON of value." */
    @Test
    void theLeafProvesItsDetails() {
        LedgerEntry entry = correction();
        byte[] salt = Base64.getDecoder().decode(entry.details().path("salt").asText());
        byte[] value = CanonicalJson.write(entry.details().path("value"));
        byte[] both = Arrays.copyOf(salt, salt.length + value.length);
        System.arraycopy(value, 0, both, salt.length, value.length);
        assertEquals(
                Sha256.digestOf(both).toString(), entry.leaf().path("details").asText());
        assertEquals(
                Custody.commitment(salt, entry.details().path("value")).toString(),
                entry.leaf().path("details").asText());
    }

    @Test
    void equalDetailsHaveDifferentCommitments() {
        Set<String> commitments = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            LedgerEntry entry = custody.entry(Deed.READ, WANG, List.of("0197-a"));
            commitments.add(entry.leaf().path("details").asText());
            ids.add(entry.leaf().path("id").asText());
        }
        assertEquals(100, commitments.size(), "nobody can guess details by trying, seed " + SEED);
        assertEquals(100, ids.size());
    }

    @Test
    void whoMakesAnEntryKeepsItsOwnDetails() {
        ObjectNode details = CanonicalJson.object().put("a", "b");
        custody.entry(Deed.READ, WANG, List.of("x"), CanonicalJson.object(), details);
        assertEquals("{\"a\":\"b\"}", text(details));
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void theWordsOfTheLogNeverChange(Deed deed) {
        assertEquals(deed.name().toLowerCase(Locale.ROOT).replace('_', '-'), deed.toString());
        assertNotEquals(
                "",
                custody.entry(deed, Actor.server(), List.of())
                        .leaf()
                        .path("deed")
                        .asText());
    }

    @Test
    void theServerIsNobodyInParticular() {
        LedgerEntry entry = custody.entry(Deed.VERIFIED, Actor.server(), List.of("0197-a"));
        assertEquals("{\"kind\":\"server\"}", text(entry.details().withObject("/value/actor")));
        assertEquals(List.of("0197-a"), entry.subjects());
    }
}
