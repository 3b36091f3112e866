package io.liuhen.storage.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values that stand for content: SHA-256, block checksums, and the kinds of segments. */
final class DigestsTest {
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void sha256IsTheOneOfFips180() {
        Sha256 digest = Sha256.digestOf("abc".getBytes(StandardCharsets.US_ASCII));
        assertEquals(ABC, digest.toString());
        assertEquals(Optional.of(digest), Sha256.parse(ABC));
        assertEquals(Optional.of(digest), Sha256.parse(ABC.toUpperCase(Locale.ROOT)));
        assertEquals(digest, Sha256.of(digest.bytes()));
        assertEquals("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", digest.base64());
        for (String text : List.of("", ABC.substring(1), ABC + "0", ABC.replace('b', 'g'), " " + ABC)) {
            assertEquals(Optional.empty(), Sha256.parse(text), text);
        }
        assertThrows(IllegalArgumentException.class, () -> Sha256.of(new byte[31]));
    }

    @Test
    void aDigestCannotBeChangedThroughWhatItGivesOut() {
        Sha256 digest = Sha256.digestOf(new byte[0]);
        digest.bytes()[0] ^= 1;
        assertEquals(Sha256.digestOf(new byte[0]), digest);
        byte[] given = digest.bytes();
        Sha256 made = Sha256.of(given);
        given[0] ^= 1;
        assertEquals(digest, made);
    }

    @Test
    void checksumsAreFourBytesEachBigEndian() {
        BlockChecksums checksums = BlockChecksums.of(0xe3069283, 1, -1);
        assertArrayEquals(
                new byte[] {(byte) 0xe3, 0x06, (byte) 0x92, (byte) 0x83, 0, 0, 0, 1, -1, -1, -1, -1},
                checksums.bytes());
        assertEquals(checksums, BlockChecksums.parse(checksums.bytes()));
        assertEquals(checksums, BlockChecksums.of(0xe3069283).plus(BlockChecksums.of(1, -1)));
        assertEquals(checksums, BlockChecksums.none().plus(checksums).plus(BlockChecksums.none()));
        assertNotEquals(checksums, BlockChecksums.of(0xe3069283, 1));
        for (int length : List.of(1, 3, 5)) {
            assertEquals(
                    Category.CORRUPT,
                    assertThrows(StorageException.class, () -> BlockChecksums.parse(new byte[length]))
                            .category());
        }
    }

    @Test
    void aBlockIsAMebibyteAndTheLastMayBeShorter() {
        long mib = 1 << 20;
        assertEquals(0, BlockChecksums.blockCount(0));
        assertEquals(1, BlockChecksums.blockCount(1));
        assertEquals(1, BlockChecksums.blockCount(mib));
        assertEquals(2, BlockChecksums.blockCount(mib + 1));
        assertEquals(1 << 20, BlockChecksums.blockCount(mib << 20));
        assertThrows(ArithmeticException.class, () -> BlockChecksums.blockCount(Long.MAX_VALUE / 2));
    }

    @Test
    void kindsKeepTheirStoredNumbersAndWords() {
        assertEquals(
                "1 complete, 2 incomplete, 3 unmatched",
                String.join(
                        ", ",
                        List.of(SegmentKind.values()).stream()
                                .map(kind -> kind.code() + " " + kind)
                                .toList()));
        for (SegmentKind kind : SegmentKind.values()) {
            assertEquals(Optional.of(kind), SegmentKind.ofCode(kind.code()));
            assertEquals(Optional.of(kind), SegmentKind.ofText(kind.toString()));
        }
        assertEquals(Optional.empty(), SegmentKind.ofCode(0));
        assertEquals(Optional.empty(), SegmentKind.ofText("COMPLETE"));
    }
}
