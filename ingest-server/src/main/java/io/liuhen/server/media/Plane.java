package io.liuhen.server.media;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** One plane of a picture with eight bits a sample, to be changed in place. The frame must be writable. */
final class Plane {
    private final BytePointer data;
    private final int lineBytes;

    Plane(AVFrame frame, int plane) {
        this.data = new BytePointer(frame.data(plane));
        this.lineBytes = frame.linesize(plane);
    }

    /** The new value of a sample, by its place in the rectangle that is changed. */
    @FunctionalInterface
    interface Change {
        int of(int x, int y, int value);
    }

    /** Changes every sample of a rectangle. */
    void change(int left, int top, int width, int height, Change change) {
        byte[] row = new byte[width];
        for (int y = 0; y < height; y++) {
            long at = (long) (top + y) * lineBytes + left;
            data.position(at).get(row, 0, width);
            for (int x = 0; x < width; x++) {
                row[x] = (byte) change.of(x, y, row[x] & 0xff);
            }
            data.position(at).put(row, 0, width);
        }
    }

    /** The mean of a rectangle that is not empty. */
    int mean(int left, int top, int width, int height) {
        byte[] row = new byte[width];
        long sum = 0;
        for (int y = 0; y < height; y++) {
            data.position((long) (top + y) * lineBytes + left).get(row, 0, width);
            for (byte value : row) {
                sum += value & 0xff;
            }
        }
        return (int) (sum / ((long) width * height));
    }
}
