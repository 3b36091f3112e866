package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Display matrices: where right and down go. */
class OrientationTest {

    @ParameterizedTest
    @CsvSource({
        "1,0,0,1,UPRIGHT",
        "0,1,-1,0,TURN_90",
        "-1,0,0,-1,TURN_180",
        "0,-1,1,0,TURN_270",
        "-1,0,0,1,MIRROR",
        "0,-1,-1,0,MIRROR_TURN_90",
        "1,0,0,-1,MIRROR_TURN_180",
        "0,1,1,0,MIRROR_TURN_270"
    })
    void allEightWaysAreKnown(int rightToX, int rightToY, int downToX, int downToY, Orientation expected) {
        int one = 1 << 16;
        assertEquals(expected, of(rightToX * one, rightToY * one, downToX * one, downToY * one));
    }

    @Test
    void anOddTurnBecomesTheNearestQuarter() {
        assertEquals(Orientation.TURN_90, of(20_000, 62_000, -62_000, 20_000));
        assertEquals(Orientation.UPRIGHT, of(62_000, 20_000, -20_000, 62_000));
    }

    @Test
    void nonsenseIsUpright() {
        assertEquals(Orientation.UPRIGHT, of(0, 0, 0, 0));
        assertEquals(Orientation.UPRIGHT, Orientation.ofDisplayMatrix(new byte[3]));
    }

    private static Orientation of(int rightToX, int rightToY, int downToX, int downToY) {
        ByteBuffer matrix = ByteBuffer.allocate(Orientation.MATRIX_BYTES).order(ByteOrder.nativeOrder());
        matrix.putInt(0, rightToX).putInt(4, rightToY).putInt(12, downToX).putInt(16, downToY);
        return Orientation.ofDisplayMatrix(matrix.array());
    }
}
