package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writing that is burned into every picture of a copy: how much of each of its pixels ink covers. A worker has no font and
 * no text, so that nothing of either can be asked of it. Immutable.
 */
public final class Stamp {
    private static final int SIDE_MAX = 2048;
    private static final int PIXELS_MAX = 512 << 10;
    private static final int LINES_MAX = 16;

    private final int width;
    private final int height;
    private final int lines;
    private final byte[] ink;

    /**
     * A stamp.
     *
     * @param lines how many lines of writing it has, by which a worker sees how large it is to be drawn
     * @param ink row by row, 0 for none to 255 for all
     */
    public Stamp(int width, int height, int lines, byte[] ink) {
        if (width < 1 || height < 1 || width > SIDE_MAX || height > SIDE_MAX || (long) width * height > PIXELS_MAX) {
            throw new IllegalArgumentException("a stamp of " + width + " x " + height + " pixels");
        }
        if (lines < 1 || lines > LINES_MAX || lines > height || ink.length != width * height) {
            throw new IllegalArgumentException(lines + " lines and " + ink.length + " pixels");
        }
        this.width = width;
        this.height = height;
        this.lines = lines;
        this.ink = ink.clone();
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int lines() {
        return lines;
    }

    /** The ink of a pixel, 0 to 255. */
    int inkAt(int x, int y) {
        return ink[y * width + x] & 0xff;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeInt(width);
        out.writeInt(height);
        out.writeInt(lines);
        out.write(ink);
    }

    static Stamp readFrom(DataInputStream in) throws IOException {
        int width = in.readInt();
        int height = in.readInt();
        int lines = in.readInt();
        if (width < 1 || height < 1 || (long) width * height > PIXELS_MAX) {
            throw new Wire.GarbledException("a stamp of " + width + " x " + height + " pixels");
        }
        byte[] ink = new byte[width * height];
        in.readFully(ink);
        return new Stamp(width, height, lines, ink);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stamp that
                && width == that.width
                && height == that.height
                && lines == that.lines
                && Arrays.equals(ink, that.ink);
    }

    @Override
    public int hashCode() {
        return Objects.hash(width, height, lines, Arrays.hashCode(ink));
    }

    @Override
    public String toString() {
        return "stamp of " + width + " x " + height + " pixels";
    }
}
