package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * What must be done to a decoded picture so that it stands upright: mirror it or not, then turn it clockwise. These are
 * the eight ways in which a device can be held, which is also all that EXIF can say.
 */
enum Orientation {
    UPRIGHT(false, 0, ""),
    TURN_90(false, 90, "transpose=clock"),
    TURN_180(false, 180, "hflip,vflip"),
    TURN_270(false, 270, "transpose=cclock"),
    MIRROR(true, 0, "hflip"),
    MIRROR_TURN_90(true, 90, "hflip,transpose=clock"),
    MIRROR_TURN_180(true, 180, "vflip"),
    MIRROR_TURN_270(true, 270, "hflip,transpose=cclock");

    static final int MATRIX_BYTES = 9 * Integer.BYTES;

    final boolean mirrored;
    final int degrees;

    /** The same as links of a filter chain. */
    final String filters;

    Orientation(boolean mirrored, int degrees, String filters) {
        this.mirrored = mirrored;
        this.degrees = degrees;
        this.filters = filters;
    }

    /** Whether width and height change places. */
    boolean swapsSides() {
        return degrees % 180 != 0;
    }

    /**
     * Reads a display matrix as containers and decoders give it: nine integers in native byte order, of which the two by
     * two in the corner say where the axes go. A turn that is no quarter turn becomes the nearest one.
     */
    static Orientation ofDisplayMatrix(byte[] matrix) {
        if (matrix.length < MATRIX_BYTES) {
            return UPRIGHT;
        }
        IntBuffer cells = ByteBuffer.wrap(matrix).order(ByteOrder.nativeOrder()).asIntBuffer();
        long rightToX = cells.get(0);
        long rightToY = cells.get(1);
        long downToX = cells.get(3);
        long downToY = cells.get(4);
        boolean swaps = Math.abs(rightToX) + Math.abs(downToY) < Math.abs(rightToY) + Math.abs(downToX);
        if (swaps) {
            boolean mirrors = rightToY > 0 == downToX > 0;
            return mirrors ? (rightToY > 0 ? MIRROR_TURN_270 : MIRROR_TURN_90) : (rightToY > 0 ? TURN_90 : TURN_270);
        }
        boolean mirrors = rightToX < 0 != downToY < 0;
        return mirrors ? (rightToX < 0 ? MIRROR : MIRROR_TURN_180) : (rightToX < 0 ? TURN_180 : UPRIGHT);
    }
}
