package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

/**
 * What a stream says about its pictures, before they are turned upright.
 *
 * @param width in pixels as coded; 0 where unknown
 * @param height in pixels as coded; 0 where unknown
 * @param sampleAspect width of a pixel by its height; unknown means square
 * @param rotationDegrees clockwise turn that makes the picture upright: 0, 90, 180 or 270, after {@code mirrored}
 * @param mirrored whether the picture must be mirrored left to right, before it is turned
 * @param frameRate the lowest rate at which every frame has its own instant
 * @param averageFrameRate frames by duration
 * @param pixelFormat FFmpeg's name for layout and depth: {@code yuv420p}; empty where unknown
 */
public record PictureFacts(
        int width,
        int height,
        Rational sampleAspect,
        int rotationDegrees,
        boolean mirrored,
        Rational frameRate,
        Rational averageFrameRate,
        String pixelFormat) {

    public PictureFacts {
        if (width < 0 || height < 0) {
            throw new IllegalArgumentException("size is negative: " + width + "x" + height);
        }
        if (rotationDegrees < 0 || rotationDegrees > 270 || rotationDegrees % 90 != 0) {
            throw new IllegalArgumentException("rotation is no quarter turn: " + rotationDegrees);
        }
        requireNonNull(sampleAspect, "sampleAspect is null");
        requireNonNull(frameRate, "frameRate is null");
        requireNonNull(averageFrameRate, "averageFrameRate is null");
        pixelFormat = PlainText.clean(pixelFormat, StreamFacts.MAX_NAME_CHARS);
    }

    long pixels() {
        return (long) width * height;
    }
}
