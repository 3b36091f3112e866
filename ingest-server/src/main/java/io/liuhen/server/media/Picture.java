package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_SMPTE2084;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * What a derived picture looks like: its upright size, its rate, its colours.
 *
 * @param turnedWidth width before it is turned upright, where the scaling happens: it costs least there
 * @param turnedHeight the same for the height
 * @param highRange whether the source has brightness that an ordinary screen cannot show
 */
record Picture(
        int turnedWidth,
        int turnedHeight,
        Orientation orientation,
        Rational frameRate,
        int colorSpace,
        boolean highRange) {

    /** The encoder knows no smaller pictures. */
    private static final int MIN_VIDEO_SIDE = 16;

    private static final int HIGH_DEFINITION_LINES = 720;

    /** Beyond this a pixel's shape is taken for a mistake. */
    private static final double MAX_SAMPLE_ASPECT = 4;

    /** Of a proxy. */
    static Picture moving(AVStream stream, Orientation orientation, int longSidePixels, Rational frameRate) {
        return of(stream.codecpar(), orientation, longSidePixels, MIN_VIDEO_SIDE, frameRate);
    }

    /** Of a poster. */
    static Picture still(AVStream stream, Orientation orientation, int longSidePixels) {
        return of(stream.codecpar(), orientation, longSidePixels, 2, Rational.UNKNOWN);
    }

    private static Picture of(
            AVCodecParameters coding, Orientation orientation, int longSide, int minSide, Rational frameRate) {
        double aspect = sampleAspect(Rational.orUnknown(
                coding.sample_aspect_ratio().num(), coding.sample_aspect_ratio().den()));
        // Pixels become square by making the shorter side longer, so that no detail is lost before the scaling.
        double width = aspect >= 1 ? coding.width() * aspect : coding.width();
        double height = aspect >= 1 ? coding.height() : coding.height() / aspect;
        double scale = Math.min(1, longSide / Math.max(width, height));
        return new Picture(
                even(width * scale, minSide),
                even(height * scale, minSide),
                orientation,
                frameRate,
                colorSpace(coding.color_space(), coding.height()),
                coding.color_trc() == AVCOL_TRC_SMPTE2084 || coding.color_trc() == AVCOL_TRC_ARIB_STD_B67);
    }

    int width() {
        return orientation.swapsSides() ? turnedHeight : turnedWidth;
    }

    int height() {
        return orientation.swapsSides() ? turnedWidth : turnedHeight;
    }

    int colorPrimaries() {
        return colorSpace == AVCOL_SPC_BT709 ? AVCOL_PRI_BT709 : AVCOL_PRI_SMPTE170M;
    }

    int colorTransfer() {
        return colorSpace == AVCOL_SPC_BT709 ? AVCOL_TRC_BT709 : AVCOL_TRC_SMPTE170M;
    }

    private static double sampleAspect(Rational declared) {
        if (!declared.known()) {
            return 1;
        }
        double aspect = declared.value();
        return aspect > MAX_SAMPLE_ASPECT || aspect < 1 / MAX_SAMPLE_ASPECT ? 1 : aspect;
    }

    private static int even(double side, int minSide) {
        return Math.max(minSide, (int) Math.round(side / 2) * 2);
    }

    /** Named in the proxy, since players guess by the size, which is no longer the source's. */
    private static int colorSpace(int declared, int lines) {
        return switch (declared) {
            case AVCOL_SPC_BT709 -> AVCOL_SPC_BT709;
            case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M -> AVCOL_SPC_SMPTE170M;
            default -> lines >= HIGH_DEFINITION_LINES ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
        };
    }
}
