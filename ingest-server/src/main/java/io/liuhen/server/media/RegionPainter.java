package io.liuhen.server.media;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Hides one region of pictures of one size. Its edges are moved outwards to even pixels, so that no colour of it is left in
 * the planes of half the size.
 */
final class RegionPainter {
    private static final int BLACK = 16;
    private static final int NO_COLOR = 128;
    /** So many squares of a blurred region would fill the shorter side of a picture. */
    private static final int SQUARES_PER_SIDE = 16;

    private static final int SQUARE_PIXELS_MIN = 16;

    private final Edits.Region region;
    private final int left;
    private final int top;
    private final int right;
    private final int bottom;
    private final int square;

    RegionPainter(Edits.Region region, int pictureWidth, int pictureHeight) {
        this.region = region;
        this.left = down(region.left(), pictureWidth);
        this.top = down(region.top(), pictureHeight);
        this.right = up(region.left() + region.width(), pictureWidth);
        this.bottom = up(region.top() + region.height(), pictureHeight);
        this.square = Math.max(SQUARE_PIXELS_MIN, Math.min(pictureWidth, pictureHeight) / SQUARES_PER_SIDE) & ~1;
    }

    private static int down(int share, int pixels) {
        return (int) ((long) share * pixels / Edits.WHOLE) & ~1;
    }

    private static int up(int share, int pixels) {
        long pixel = ((long) share * pixels + Edits.WHOLE - 1) / Edits.WHOLE;
        return (int) Math.min(pixels, (pixel + 1) & ~1L);
    }

    /** Hides it in a frame that is shown for this time. */
    void paint(AVFrame frame, long fromMicros, long toMicros) {
        if (!region.span().touches(fromMicros, toMicros)) {
            return;
        }
        for (int plane = 0; plane < 3; plane++) {
            int half = plane == 0 ? 1 : 2;
            paint(new Plane(frame, plane), half, plane == 0 ? BLACK : NO_COLOR);
        }
    }

    private void paint(Plane plane, int half, int black) {
        int side = region.cover() == Edits.Cover.FILL ? Math.max(right - left, bottom - top) : square;
        for (int y = top; y < bottom; y += side) {
            for (int x = left; x < right; x += side) {
                int width = Math.min(side, right - x) / half;
                int height = Math.min(side, bottom - y) / half;
                int value = region.cover() == Edits.Cover.FILL ? black : plane.mean(x / half, y / half, width, height);
                plane.change(x / half, y / half, width, height, (atX, atY, before) -> value);
            }
        }
    }
}
