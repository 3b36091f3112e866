package io.liuhen.server.http.body;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Seeded;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Small pieces go on as large ones, in their order, none later than the end of what was read. */
final class JoinedPiecesTest {
    private static final long SEED = 20_261_121L;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Taken taken = new Taken();
    private final JoinedPieces pieces = new JoinedPieces(taken, channel);

    private static final class Taken implements BodyReceiver {
        private final List<Integer> lengths = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String end = "";

        @Override
        public void bytes(ByteBuf piece) {
            lengths.add(piece.readableBytes());
            bytes.writeBytes(ByteBufUtil.getBytes(piece));
            assertTrue(piece.release(), "the last who holds it");
        }

        @Override
        public void end() {
            end += "end";
        }

        @Override
        public void broken() {
            end += "broken";
        }
    }

    @Test
    void recordsOfTlsBecomeOnePiece() {
        byte[] all = Seeded.bytes(15 * 16_384, 1);
        for (int i = 0; i < 15; i++) {
            pieces.bytes(Unpooled.copiedBuffer(Arrays.copyOfRange(all, i * 16_384, (i + 1) * 16_384)));
        }
        assertEquals(List.of(), taken.lengths);
        channel.runPendingTasks();
        assertEquals(List.of(all.length), taken.lengths);
        assertArrayEquals(all, taken.bytes.toByteArray());
    }

    @Test
    void aLargePieceGoesOnAsItIs() {
        pieces.bytes(Unpooled.copiedBuffer(new byte[100_000]));
        assertEquals(List.of(100_000), taken.lengths);
    }

    @Test
    void theEndComesBehindTheLastByte() {
        pieces.bytes(Unpooled.copiedBuffer(new byte[10]));
        pieces.end();
        assertEquals(List.of(10), taken.lengths);
        channel.runPendingTasks();
        assertEquals("end", taken.end);
        pieces.bytes(Unpooled.copiedBuffer(new byte[10]));
        pieces.broken();
        assertEquals("endbroken", taken.end);
        assertEquals(List.of(10, 10), taken.lengths);
    }

    @Test
    void piecesOfAnySizeArriveInTheirOrder() {
        Random random = new Random(SEED);
        byte[] all = Seeded.bytes(3_000_000, 2);
        int from = 0;
        while (from < all.length) {
            int to = Math.min(all.length, from + 1 + random.nextInt(random.nextInt(20) == 0 ? 200_000 : 20_000));
            pieces.bytes(Unpooled.copiedBuffer(Arrays.copyOfRange(all, from, to)));
            if (random.nextInt(10) == 0) {
                channel.runPendingTasks();
            }
            from = to;
        }
        pieces.end();
        assertArrayEquals(all, taken.bytes.toByteArray(), "seed " + SEED);
        assertTrue(taken.lengths.stream().allMatch(length -> length <= 256 << 10), "seed " + SEED);
    }
}
