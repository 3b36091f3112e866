package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A worker's source and what it makes share one wire, whose answers come in the order of the questions. */
class OutputLinkTest {
    /** Larger than two blocks, so that the second is asked for before anybody needs it. */
    private static final long SOURCE_BYTES = 3L * SourceBlocks.BLOCK_BYTES;

    @Test
    void whatIsReadBackIsNotTakenForThePieceOfTheSourceThatIsStillOnItsWay() throws IOException {
        try (PipedOutputStream server = new PipedOutputStream();
                PipedInputStream in = new PipedInputStream(server, 3 * SourceBlocks.BLOCK_BYTES)) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            ParentLink link = new ParentLink(in, said);
            link.start();
            SourceBlocks source = new SourceBlocks(link, SOURCE_BYTES);
            OutputLink output = new OutputLink(link, source);
            Wire.write(server, Wire.BYTES, filled(1));
            Wire.write(server, Wire.BYTES, filled(2));
            Wire.write(server, Wire.BYTES, new byte[] {7, 8, 9});

            assertArrayEquals(filled(1), source.block(0));
            assertArrayEquals(new byte[] {7, 8, 9}, output.readBack(Derivative.PROXY, 40, 3));

            ByteArrayInputStream asked = new ByteArrayInputStream(said.toByteArray());
            assertEquals(Wire.READ, Wire.read(asked, 100).type);
            assertEquals(Wire.READ, Wire.read(asked, 100).type, "the second block is asked for ahead");
            Wire.Frame back = Wire.read(asked, 100);
            assertEquals(Wire.READ_BACK, back.type);
            DataInputStream place = back.open();
            assertEquals(Derivative.PROXY, Derivative.ofNumber(place.readUnsignedByte()));
            assertEquals(40, place.readLong());
            assertEquals(3, place.readInt());
            // What was on its way is kept: no third question.
            Wire.write(server, Wire.BYTES, filled(3));
            assertArrayEquals(filled(2), source.block(1));
        }
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SourceBlocks.BLOCK_BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
