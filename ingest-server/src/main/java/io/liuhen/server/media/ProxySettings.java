package io.liuhen.server.media;

/**
 * What a viewing copy looks like.
 *
 * @param longSidePixels pictures are scaled down, never up, to fit a square of this side: 640x360, or 360x640 upright
 * @param keyFrameInterval frames from one key frame to the next
 * @param maxFramesPerSecond frames beyond this rate are left out: slow-motion recordings would cost a multiple
 * @param copyUpToPixels an H.264 source with no more pixels than this may be copied instead of encoded …
 * @param copyUpToBitsPerSecond … when it also needs no more than this
 */
public record ProxySettings(
        int longSidePixels,
        int videoBitsPerSecond,
        int audioBitsPerSecond,
        int keyFrameInterval,
        int maxFramesPerSecond,
        int copyUpToPixels,
        int copyUpToBitsPerSecond) {

    /** 640 pixels, 800 kb/s and 64 kb/s; copies up to 1280x720 at 2 Mb/s. */
    public static final ProxySettings DEFAULT = new ProxySettings(640, 800_000, 64_000, 60, 60, 1280 * 720, 2_000_000);

    public ProxySettings {
        if (longSidePixels < 64 || longSidePixels > 1920 || longSidePixels % 2 != 0) {
            throw new IllegalArgumentException("longSidePixels is not even and within 64..1920: " + longSidePixels);
        }
        if (videoBitsPerSecond < 10_000 || audioBitsPerSecond < 8_000) {
            throw new IllegalArgumentException("bit rates are too low to be useful");
        }
        if (keyFrameInterval < 1 || maxFramesPerSecond < 1 || copyUpToPixels < 0 || copyUpToBitsPerSecond < 0) {
            throw new IllegalArgumentException("a limit of the proxy is negative or nothing");
        }
    }
}
