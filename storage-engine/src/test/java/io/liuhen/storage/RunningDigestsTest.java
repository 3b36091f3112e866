package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Digests that are kept while bytes pass are those of the whole, however the bytes came. */
final class RunningDigestsTest {
    private static final int BLOCK = BlockChecksums.BLOCK_BYTES;

    private static BlockChecksums plain(byte[] content) {
        List<Integer> checksums = new ArrayList<>();
        for (int from = 0; from < content.length; from += BLOCK) {
            CRC32C checksum = new CRC32C();
            checksum.update(content, from, Math.min(BLOCK, content.length - from));
            checksums.add((int) checksum.getValue());
        }
        return BlockChecksums.of(checksums.stream().mapToInt(each -> each).toArray());
    }

    @Test
    void theChecksumIsCrc32c() {
        RunningDigests digests = new RunningDigests();
        digests.update(ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(BlockChecksums.of(0xe3069283), digests.shortBlock());
    }

    @Test
    void anyDivisionOfTheBytesGivesTheSameDigests() {
        byte[] content = bytes(2 * BLOCK + 777, 5);
        for (long seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            RunningDigests digests = new RunningDigests();
            for (int at = 0; at < content.length; ) {
                int count = Math.min(content.length - at, 1 + random.nextInt(BLOCK + BLOCK / 2));
                ByteBuffer bytes = random.nextBoolean()
                        ? ByteBuffer.wrap(content, at, count)
                        : ByteBuffer.allocateDirect(count)
                                .put(content, at, count)
                                .flip();
                int position = bytes.position();
                digests.update(bytes);
                assertEquals(position, bytes.position(), "the buffer is still to be written");
                at += count;
            }
            assertEquals(content.length, digests.lengthBytes());
            assertEquals(Sha256.digestOf(content), digests.sha256(), "seed " + seed);
            assertEquals(plain(content), digests.sinceMark().plus(digests.shortBlock()), "seed " + seed);
        }
    }

    @Test
    void goingBackToTheMarkForgetsWhatCameAfterIt() {
        byte[] content = bytes(2 * BLOCK + 777, 6);
        for (int mark : List.of(0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK)) {
            RunningDigests digests = new RunningDigests();
            digests.update(ByteBuffer.wrap(content, 0, mark));
            digests.mark();
            for (int wrong : List.of(0, 10, BLOCK, 2 * BLOCK + 1)) {
                digests.update(ByteBuffer.wrap(bytes(wrong, 7)));
                int begin = mark - mark % BLOCK;
                digests.backToMark(mark, ByteBuffer.wrap(content, begin, mark - begin));
            }
            digests.update(ByteBuffer.wrap(content, mark, content.length - mark));
            assertEquals(Sha256.digestOf(content), digests.sha256());
            BlockChecksums all = plain(content);
            int marked = mark / BLOCK;
            assertEquals(
                    BlockChecksums.parse(Arrays.copyOfRange(all.bytes(), 4 * marked, 4 * all.count())),
                    digests.sinceMark().plus(digests.shortBlock()));
        }
    }

    @Test
    void whatIsReadBackAtTheMarkMustBeWhatWasThere() {
        byte[] content = bytes(100, 8);
        RunningDigests digests = new RunningDigests();
        digests.update(ByteBuffer.wrap(content));
        digests.mark();
        content[50] ^= 1;
        assertThrows(StorageException.class, () -> digests.backToMark(100, ByteBuffer.wrap(content)));
    }
}
