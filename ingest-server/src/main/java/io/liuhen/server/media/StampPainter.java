package io.liuhen.server.media;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Draws a stamp into the lower right corner of pictures of one size: white, with a dark edge, so that it is seen on light
 * and on dark. Pictures are upright, in three planes of which the second and third have half the size.
 */
final class StampPainter {
    /** So many lines of a stamp would fill the shorter side of a picture. */
    private static final int LINES_PER_SIDE = 17;

    private static final int LINE_PIXELS_MIN = 14;
    private static final int WHITE = 235;
    private static final int BLACK = 16;
    private static final int NO_COLOR = 128;
    /** Of 256: the picture below goes on to be seen a little. */
    private static final int INK_STRENGTH = 218;

    private static final int EDGE_STRENGTH = 150;

    private final int left;
    private final int top;
    private final int width;
    private final int height;
    private final int[] ink;
    private final int[] edge;

    StampPainter(Stamp stamp, int pictureWidth, int pictureHeight) {
        int shorter = Math.min(pictureWidth, pictureHeight);
        double line = Math.max(LINE_PIXELS_MIN, (double) shorter / LINES_PER_SIDE);
        double scale = line * stamp.lines() / stamp.height();
        int margin = even(shorter / 40);
        scale = Math.min(scale, (double) Math.max(2, pictureWidth - 2 * margin - 4) / stamp.width());
        scale = Math.min(scale, (double) Math.max(2, pictureHeight - 2 * margin - 4) / stamp.height());
        int edgeWidth = Math.max(1, (int) Math.round(scale * stamp.height() / stamp.lines() / 16));
        this.width = Math.min(even((int) (stamp.width() * scale) + 2 * edgeWidth + 2), even(pictureWidth));
        this.height = Math.min(even((int) (stamp.height() * scale) + 2 * edgeWidth + 2), even(pictureHeight));
        this.left = Math.max(0, even(pictureWidth - margin - width));
        this.top = Math.max(0, even(pictureHeight - margin - height));
        this.ink = scaled(stamp, scale, edgeWidth);
        this.edge = widened(edgeWidth);
    }

    private static int even(int value) {
        return value & ~1;
    }

    /** Each pixel gets the mean of the ink that it covers. */
    private int[] scaled(Stamp stamp, double scale, int offset) {
        int[] scaled = new int[width * height];
        for (int y = offset; y < height; y++) {
            int fromY = (int) ((y - offset) / scale);
            int toY = Math.min(stamp.height(), Math.max(fromY + 1, (int) ((y - offset + 1) / scale)));
            for (int x = offset; x < width; x++) {
                int fromX = (int) ((x - offset) / scale);
                int toX = Math.min(stamp.width(), Math.max(fromX + 1, (int) ((x - offset + 1) / scale)));
                scaled[y * width + x] = mean(stamp, fromX, fromY, toX, toY);
            }
        }
        return scaled;
    }

    private static int mean(Stamp stamp, int fromX, int fromY, int toX, int toY) {
        int sum = 0;
        int pixels = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                sum += stamp.inkAt(x, y);
                pixels++;
            }
        }
        return pixels == 0 ? 0 : sum / pixels;
    }

    private int[] widened(int by) {
        int[] widened = new int[ink.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int most = 0;
                for (int dy = Math.max(0, y - by); dy <= Math.min(height - 1, y + by); dy++) {
                    for (int dx = Math.max(0, x - by); dx <= Math.min(width - 1, x + by); dx++) {
                        most = Math.max(most, ink[dy * width + dx]);
                    }
                }
                widened[y * width + x] = most;
            }
        }
        return widened;
    }

    void paint(AVFrame frame) {
        Plane luma = new Plane(frame, 0);
        luma.change(left, top, width, height, (x, y, value) -> {
            int at = y * width + x;
            int dark = mixed(value, BLACK, edge[at] * EDGE_STRENGTH);
            return mixed(dark, WHITE, ink[at] * INK_STRENGTH);
        });
        for (int plane = 1; plane <= 2; plane++) {
            new Plane(frame, plane).change(left / 2, top / 2, width / 2, height / 2, (x, y, value) -> {
                int at = 2 * y * width + 2 * x;
                return mixed(value, NO_COLOR, edge[at] * INK_STRENGTH);
            });
        }
    }

    /** @param share of the new value, of 65536 */
    private static int mixed(int value, int other, int share) {
        return value + (other - value) * share / (1 << 16);
    }
}
