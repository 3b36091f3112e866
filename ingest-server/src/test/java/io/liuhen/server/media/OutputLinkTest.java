package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A worker's source and what it makes share one wire, whose answers come in the order of the questions. */
class OutputLinkTest {
    /** Larger than two blocks, so that the second is asked for before anybody needs it. */
    private static final long SOURCE_BYTES = 2L * SourceBlocks.BLOCK_BYTES;

    @Test
    void whatIsReadBackIsNotTakenForThePieceOfTheSourceThatIsStillOnItsWay() throws IOException {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        Wire.write(answers, Wire.BYTES, filled(1));
        Wire.write(answers, Wire.BYTES, filled(2));
        Wire.write(answers, Wire.BYTES, new byte[] {7, 8, 9});
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ParentLink link = new ParentLink(new Unending(answers.toByteArray()), said);
        link.start();
        SourceBlocks source = new SourceBlocks(link, SOURCE_BYTES);
        OutputLink output = new OutputLink(link, source);

        assertArrayEquals(filled(1), source.block(0));
        assertArrayEquals(new byte[] {7, 8, 9}, output.readBack(Derivative.PROXY, 40, 3));
        assertArrayEquals(filled(2), source.block(1), "what was on its way is kept");

        ByteArrayInputStream asked = new ByteArrayInputStream(said.toByteArray());
        assertEquals(Wire.READ, Wire.read(asked, 100).type);
        assertEquals(Wire.READ, Wire.read(asked, 100).type, "the second block is asked for ahead");
        Wire.Frame back = Wire.read(asked, 100);
        assertEquals(Wire.READ_BACK, back.type);
        DataInputStream place = back.open();
        assertEquals(Derivative.PROXY, Derivative.ofNumber(place.readUnsignedByte()));
        assertEquals(40, place.readLong());
        assertEquals(3, place.readInt());
        assertEquals(0, asked.available(), "and nothing is asked for twice");
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SourceBlocks.BLOCK_BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A server that has said this and then says nothing: at an end, a worker's link ends its process, here the test's. */
    private static final class Unending extends InputStream {
        private final ByteArrayInputStream said;
        private final CountDownLatch never = new CountDownLatch(1);

        Unending(byte[] bytes) {
            said = new ByteArrayInputStream(bytes);
        }

        @Override
        public int read() {
            int next = said.read();
            if (next < 0) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return next;
        }

        @Override
        public int read(byte[] target, int from, int length) {
            if (length == 0) {
                return 0;
            }
            int count = said.read(target, from, length);
            return count > 0 ? count : read();
        }
    }
}
