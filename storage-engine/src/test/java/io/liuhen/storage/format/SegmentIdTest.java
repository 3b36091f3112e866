package io.liuhen.storage.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.testing.ManualClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids are UUIDs of version 7, in one spelling, and sort as they were made. */
final class SegmentIdTest {
    /** The example of RFC 9562, appendix A.6. */
    private static final String EXAMPLE = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T23:59:59.999Z"));
    private final IdGenerator ids = new IdGenerator(clock, new Random(7));

    @Test
    void theExampleOfTheRfcIsAnId() {
        SegmentId id = SegmentId.parse(EXAMPLE).orElseThrow();
        assertEquals(EXAMPLE, id.toString());
        assertEquals(Instant.parse("2022-02-22T19:22:22.000Z"), id.madeAt());
        assertEquals(LocalDate.of(2022, 2, 22), id.date());
    }

    @Test
    void anythingElseIsNot() {
        for (String text : List.of(
                "",
                EXAMPLE.toUpperCase(Locale.ROOT),
                EXAMPLE.replace("-", ""),
                EXAMPLE.substring(1),
                EXAMPLE + "0",
                " " + EXAMPLE,
                EXAMPLE + "\n",
                "{" + EXAMPLE + "}",
                "urn:uuid:" + EXAMPLE,
                EXAMPLE.replace("-7cc3", "-4cc3"),
                EXAMPLE.replace("-98c4", "-78c4"),
                EXAMPLE.replace("-98c4", "-c8c4"),
                EXAMPLE.replace('0', '\u0660'),
                "../" + EXAMPLE)) {
            assertEquals(Optional.empty(), SegmentId.parse(text), text);
        }
        assertThrows(IllegalArgumentException.class, () -> new SegmentId(new UUID(0, 0)));
        UUID version4 = UUID.fromString("919108f7-52d1-4320-9bac-f847db4148a8");
        assertThrows(IllegalArgumentException.class, () -> new SegmentId(version4));
    }

    @Test
    void textBytesAndOrderAgree() {
        List<SegmentId> made = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            made.add(ids.segment());
            clock.move(Duration.ofMillis(1 + i * 1_000_000_000L));
        }
        for (int i = 0; i < made.size(); i++) {
            SegmentId id = made.get(i);
            assertEquals(Optional.of(id), SegmentId.parse(id.toString()));
            assertEquals(id, SegmentId.read(ByteBuffer.wrap(id.bytes())));
            assertEquals(SegmentId.BYTES, id.bytes().length);
            if (i > 0) {
                SegmentId before = made.get(i - 1);
                assertTrue(before.compareTo(id) < 0, before + " was made before " + id);
                assertTrue(id.compareTo(before) > 0);
                assertTrue(Arrays.compareUnsigned(before.bytes(), id.bytes()) < 0);
                assertTrue(before.toString().compareTo(id.toString()) < 0);
            }
        }
    }

    @Test
    void theDateIsTheOneInUtcAtWhichItWasMade() {
        SegmentId last = ids.segment();
        clock.move(Duration.ofMillis(1));
        SegmentId next = ids.segment();
        assertEquals(Instant.parse("2026-11-20T23:59:59.999Z"), last.madeAt());
        assertEquals(LocalDate.of(2026, 11, 20), last.date());
        assertEquals(LocalDate.of(2026, 11, 21), next.date());
    }

    @Test
    void idsOfOneMillisecondDiffer() {
        HashSet<SegmentId> made = new HashSet<>();
        HashSet<Integer> bits = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            SegmentId id = ids.segment();
            made.add(id);
            bits.add((int) (id.uuid().getMostSignificantBits() & 0xfff));
        }
        assertEquals(10_000, made.size());
        assertTrue(bits.size() > 3_000, "all twelve bits beside the time are random");
    }

    @Test
    void chanceIsAParameter() {
        assertEquals(new IdGenerator(clock, new Random(5)).uuid(), new IdGenerator(clock, new Random(5)).uuid());
        assertNotEquals(new IdGenerator(clock, new Random(5)).uuid(), new IdGenerator(clock, new Random(6)).uuid());
        assertEquals(16, ids.randomBytes(16).length);
    }
}
