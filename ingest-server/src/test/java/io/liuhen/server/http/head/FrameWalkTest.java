package io.liuhen.server.http.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is open on a connection of HTTP/2, told from its frames' headers. */
final class FrameWalkTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final FrameWalk walk = new FrameWalk();

    private static ByteBuf frame(int type, int flags, int length) {
        return Unpooled.buffer()
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    private void come(ByteBuf bytes) {
        int before = bytes.readerIndex();
        walk.over(bytes);
        assertEquals(before, bytes.readerIndex(), "they stay as they are");
    }

    private void preface() {
        come(Unpooled.wrappedBuffer(new byte[24]));
    }

    @Test
    void thePrefaceIsOpenUntilItIsThere() {
        assertFalse(walk.open());
        come(Unpooled.wrappedBuffer(new byte[23]));
        assertTrue(walk.open());
        come(Unpooled.wrappedBuffer(new byte[1]));
        assertFalse(walk.open());
    }

    @Test
    void dataIsNothingThatMustEndSoon() {
        preface();
        come(frame(DATA, 0, 1000).slice(0, 500));
        assertFalse(walk.open());
        come(Unpooled.wrappedBuffer(new byte[509]));
        assertFalse(walk.open());
    }

    @Test
    void anyOtherFrameIsOpenUntilItIsThere() {
        preface();
        ByteBuf settings = frame(SETTINGS, 0, 6);
        come(settings.slice(0, 14));
        assertTrue(walk.open());
        come(settings.slice(14, 1));
        assertFalse(walk.open());
    }

    @Test
    void aHeadIsOpenFromItsFirstByteToItsLastContinuation() {
        preface();
        long before = walk.openings();
        come(frame(HEADERS, 1, 10));
        assertTrue(walk.open());
        for (int i = 0; i < 10; i++) {
            come(frame(CONTINUATION, 0, i));
            assertTrue(walk.open());
        }
        assertEquals(before + 1, walk.openings(), "and is one opening");
        come(frame(CONTINUATION, END_HEADERS, 0));
        assertFalse(walk.open());
    }

    @Test
    void anotherHeadIsAnotherOpening() {
        preface();
        come(Unpooled.wrappedBuffer(
                frame(HEADERS, 0, 3),
                frame(CONTINUATION, END_HEADERS, 3),
                frame(HEADERS, END_HEADERS, 3),
                frame(HEADERS, 0, 3)));
        assertTrue(walk.open());
        assertEquals(4, walk.openings(), "the preface is one as well");
    }

    @Test
    void framesThatBringNothingAreCounted() {
        preface();
        come(frame(HEADERS, END_HEADERS, 0));
        come(frame(DATA, 0, 64));
        come(frame(CONTINUATION, END_HEADERS, 0));
        assertEquals(0, walk.emptyFrames(), "heads, and what a body consists of");
        come(frame(DATA, 0, 63));
        for (int type = 2; type < 9; type++) {
            come(frame(type, 0, 100));
        }
        come(frame(0xbe, 0, 0));
        assertEquals(9, walk.emptyFrames());
        assertEquals(127, walk.bodyBytes());
        assertEquals(1, walk.heads());
    }

    /** However the bytes are cut, what is open afterwards is the same. */
    @Test
    void whereReadsAreCutMakesNoDifference() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ByteBuf all = Unpooled.buffer().writeZero(24);
            for (int i = 0; i < 20; i++) {
                all.writeBytes(frame(random.nextInt(10), random.nextInt(8), random.nextInt(300)));
            }
            all = all.slice(0, all.readableBytes() - random.nextInt(20));
            FrameWalk whole = new FrameWalk();
            whole.over(all.duplicate());
            FrameWalk pieces = new FrameWalk();
            while (all.isReadable()) {
                pieces.over(all.readSlice(Math.min(all.readableBytes(), 1 + random.nextInt(50))));
            }
            assertEquals(whole.open(), pieces.open(), () -> "seed " + seed);
            assertEquals(whole.openings(), pieces.openings(), () -> "seed " + seed);
            assertEquals(whole.emptyFrames(), pieces.emptyFrames(), () -> "seed " + seed);
            assertEquals(whole.bodyBytes(), pieces.bodyBytes(), () -> "seed " + seed);
        }
    }
}
