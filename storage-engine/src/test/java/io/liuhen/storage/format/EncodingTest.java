package io.liuhen.storage.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.testing.ManualClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What {@link Encoder} writes, {@link Decoder} reads; anything less is refused, and for the right reason. */
final class EncodingTest {
    private static final int VERSION = 3;

    /** Writes random fields, and remembers how each must read. */
    private static List<Consumer<Decoder>> write(Encoder out, Random random) {
        IdGenerator ids = new IdGenerator(new ManualClock(Instant.ofEpochMilli(random.nextInt())), random);
        List<Consumer<Decoder>> fields = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            switch (random.nextInt(7)) {
                case 0 -> {
                    int value = random.nextInt(256);
                    out.u8(value);
                    fields.add(in -> assertEquals(value, in.u8()));
                }
                case 1 -> {
                    int value = random.nextInt();
                    out.i32(value);
                    fields.add(in -> assertEquals(value, in.i32()));
                }
                case 2 -> {
                    long value = random.nextLong();
                    out.i64(value);
                    fields.add(in -> assertEquals(value, in.i64()));
                }
                case 3 -> {
                    Instant value = Instant.ofEpochSecond(random.nextLong() >> 24, random.nextInt(1_000_000_000));
                    out.instant(value);
                    fields.add(in -> assertEquals(value.truncatedTo(ChronoUnit.MICROS), in.instant()));
                }
                case 4 -> {
                    byte[] value = new byte[random.nextInt(200)];
                    random.nextBytes(value);
                    out.bytes(value);
                    fields.add(in -> assertArrayEquals(value, in.bytes()));
                }
                case 5 -> {
                    String value = random.ints(random.nextInt(20), 0x20, 0xd000)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString();
                    out.text(value);
                    fields.add(in -> assertEquals(value, in.text()));
                }
                default -> {
                    SegmentId value = ids.segment();
                    out.id(value);
                    fields.add(in -> assertEquals(value, in.id()));
                }
            }
        }
        return fields;
    }

    private static void read(byte[] value, List<Consumer<Decoder>> fields) {
        Decoder in = new Decoder("a value", value, VERSION);
        assertEquals(VERSION, in.version());
        fields.forEach(field -> field.accept(in));
    }

    @Test
    void whatIsWrittenIsReadAndWhatIsCutAnywhereIsCorrupt() {
        for (long seed = 0; seed < 300; seed++) {
            Encoder out = new Encoder(VERSION);
            List<Consumer<Decoder>> fields = write(out, new Random(seed));
            byte[] value = out.toBytes();
            read(value, fields);
            for (int length = 0; length < value.length; length++) {
                byte[] cut = Arrays.copyOf(value, length);
                String where = "seed " + seed + " cut to " + length;
                assertEquals(
                        Category.CORRUPT,
                        assertThrows(StorageException.class, () -> read(cut, fields), where)
                                .category(),
                        where);
            }
        }
    }

    @Test
    void aNewerVersionIsTooNewAndAnOlderOneIsRead() {
        byte[] value = new Encoder(4).u8(1).toBytes();
        assertEquals(
                Category.TOO_NEW,
                assertThrows(StorageException.class, () -> new Decoder("a value", value, 3))
                        .category());
        assertEquals(4, new Decoder("a value", value, 5).version());
        byte[] newest = new Encoder(255).toBytes();
        assertEquals(
                Category.TOO_NEW,
                assertThrows(StorageException.class, () -> new Decoder("a value", newest, 3))
                        .category());
    }

    @Test
    void impossibleLengthsAreCorrupt() {
        for (int length : List.of(-1, Integer.MIN_VALUE, 5, Integer.MAX_VALUE)) {
            byte[] value = new Encoder(1).i32(length).i32(0).toBytes();
            Decoder in = new Decoder("a value", value, 1);
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, in::bytes).category(),
                    "" + length);
        }
    }

    @Test
    void anIdOfAnotherVersionIsCorrupt() {
        byte[] value = new Encoder(1).i64(0x4000L).i64(Long.MIN_VALUE).toBytes();
        Decoder in = new Decoder("a value", value, 1);
        assertEquals(
                Category.CORRUPT, assertThrows(StorageException.class, in::id).category());
    }

    @Test
    void aTimeThatCannotBeStoredIsRefused() {
        assertThrows(ArithmeticException.class, () -> new Encoder(1).instant(Instant.MAX));
        assertThrows(ArithmeticException.class, () -> new Encoder(1).instant(Instant.MIN));
    }
}
