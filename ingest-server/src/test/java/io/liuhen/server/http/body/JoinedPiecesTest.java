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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small pieces go on as large ones, in their order, none later than the end of what was read. */
final class JoinedPiecesTest {
    private static final long SEED = 20_261_121L;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Taken taken = new Taken();
    private final JoinBudget budget = new JoinBudget(256 << 10);
    private final JoinedPieces pieces = new JoinedPieces(taken, channel, budget);

    private static final class Taken implements BodyReceiver {
        private final List<Integer> lengths = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String end = "";
        private @Nullable Throwable problem;

        @Override
        public void bytes(ByteBuf piece) {
            lengths.add(piece.readableBytes());
            bytes.writeBytes(ByteBufUtil.getBytes(piece));
            assertTrue(piece.release(), "the last who holds it");
        }

        @Override
        public void end(long cameBytes) {
            end += "end";
        }

        @Override
        public void failed(Throwable cause) {
            end += "failed";
            problem = cause;
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
        pieces.end(0);
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
        pieces.end(0);
        assertArrayEquals(all, taken.bytes.toByteArray(), "seed " + SEED);
        assertTrue(taken.lengths.stream().allMatch(length -> length <= 256 << 10), "seed " + SEED);
    }

    /** A stream's first byte must not bind 256 KiB, once for each of thousands of streams. */
    @Test
    void whereThereIsNoRoomPiecesGoOnAsTheyCame() {
        JoinedPieces beside = new JoinedPieces(new Taken(), channel, budget);
        beside.bytes(Unpooled.copiedBuffer(new byte[10]));
        pieces.bytes(Unpooled.copiedBuffer(new byte[20]));
        assertEquals(List.of(20), taken.lengths, "the other one has all the room");
        channel.runPendingTasks();
        assertEquals(0, budget.usedBytes());
        pieces.bytes(Unpooled.copiedBuffer(new byte[30]));
        pieces.bytes(Unpooled.copiedBuffer(new byte[30]));
        channel.runPendingTasks();
        assertEquals(List.of(20, 60), taken.lengths);
    }

    /** What is written to the disk next binds what is counted for it. */
    @Test
    void aBufferWithLittleInItIsNotHandedOn() {
        List<Integer> capacities = new ArrayList<>();
        JoinedPieces small = new JoinedPieces(
                new BodyReceiver() {
                    @Override
                    public void bytes(ByteBuf piece) {
                        capacities.add(piece.capacity());
                        piece.release();
                    }

                    @Override
                    public void end(long cameBytes) {}

                    @Override
                    public void broken() {}

                    @Override
                    public void failed(Throwable cause) {}
                },
                channel,
                budget);
        small.bytes(Unpooled.copiedBuffer(new byte[10]));
        channel.runPendingTasks();
        assertEquals(List.of(10), capacities);
    }

    @Test
    void afterAFailureNothingIsHandedOnAndNothingIsBound() {
        pieces.bytes(Unpooled.copiedBuffer(new byte[10]));
        pieces.failed(new IllegalStateException("of another"));
        channel.runPendingTasks();
        pieces.end(10);
        assertEquals(List.of(), taken.lengths);
        assertEquals("failed", taken.end, String.valueOf(taken.problem));
        assertEquals(0, budget.usedBytes());
    }
}
