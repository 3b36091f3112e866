package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_BT2020;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_PRI_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_FCC;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_ARIB_STD_B67;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_TRC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/** Writes the filter chains that make a decoded frame into a small, upright picture for ordinary screens. */
final class PictureFilters {

    /** As FFmpeg numbers it: red, green, blue. */
    private static final int COLOR_SPACE_RGB = 0;

    private static final Set<Integer> USABLE_COLOR_SPACES =
            Set.of(AVCOL_SPC_BT709, AVCOL_SPC_FCC, AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M, AVCOL_SPC_BT2020_NCL);

    private PictureFilters() {}

    /**
     * Colours are named by the file, which may name reserved ones, or those of another kind of pixel: the filters would
     * refuse such frames. What is not usable becomes unknown.
     */
    static void setSaneColors(AVFrame frame, Picture picture) {
        if (picture.highRange()) {
            frame.colorspace(AVCOL_SPC_BT2020_NCL);
            frame.color_primaries(AVCOL_PRI_BT2020);
            return;
        }
        frame.color_primaries(AVCOL_PRI_UNSPECIFIED);
        frame.color_trc(AVCOL_TRC_UNSPECIFIED);
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(frame.format());
        boolean rgb = format != null && (format.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
        if (rgb) {
            frame.colorspace(COLOR_SPACE_RGB);
        } else if (!USABLE_COLOR_SPACES.contains(frame.colorspace())) {
            frame.colorspace(AVCOL_SPC_UNSPECIFIED);
        }
        if (frame.color_range() != AVCOL_RANGE_JPEG) {
            frame.color_range(rgb ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG);
        }
    }

    /** What the chain takes in: frames like this one. A change of any of it needs a new chain. */
    static String shape(AVFrame frame, int ticksPerSecond) {
        return "width=" + frame.width() + ":height=" + frame.height() + ":pix_fmt=" + frame.format()
                + ":time_base=1/" + ticksPerSecond + ":colorspace=" + frame.colorspace() + ":range="
                + frame.color_range();
    }

    /** For a proxy: the narrow range of values that video uses. */
    static String forVideo(AVFrame frame, Picture picture) {
        return chain(frame, picture, picture.colorSpace() == AVCOL_SPC_BT709, "tv");
    }

    /** For JPEG, which uses every value, and knows the older matrix only, whatever the picture's size. */
    static String forStill(AVFrame frame, Picture picture) {
        return chain(frame, picture, false, "pc");
    }

    private static String chain(AVFrame frame, Picture picture, boolean newMatrix, String range) {
        List<String> filters = new ArrayList<>();
        if (picture.highRange()) {
            filters.add(scale(picture));
            filters.addAll(ordinaryBrightness(frame, newMatrix, range));
        } else {
            filters.add(scale(picture) + matrix(frame, picture, newMatrix) + ":out_range=" + range);
        }
        filters.add("format=yuv420p");
        if (picture.orientation() != Orientation.UPRIGHT) {
            filters.add(picture.orientation().filters);
        }
        filters.add("setsar=1");
        return String.join(",", filters);
    }

    private static String scale(Picture picture) {
        return "scale=" + picture.turnedWidth() + ":" + picture.turnedHeight() + ":flags=area";
    }

    /** Where the source does not name its colours, they are taken for what pictures of its size usually have. */
    private static String matrix(AVFrame frame, Picture picture, boolean newMatrix) {
        String in = picture.colorSpace() == AVCOL_SPC_BT709 ? "bt709" : "bt601";
        boolean named = frame.colorspace() == COLOR_SPACE_RGB || frame.colorspace() == AVCOL_SPC_BT2020_NCL;
        return (named ? "" : ":in_color_matrix=" + in) + ":out_color_matrix=" + (newMatrix ? "bt709" : "bt601");
    }

    /** Done after the scaling, where it costs a tenth. Both ranges are assumed in the colours that always go with them. */
    private static List<String> ordinaryBrightness(AVFrame frame, boolean newMatrix, String range) {
        String transfer = frame.color_trc() == AVCOL_TRC_ARIB_STD_B67 ? "arib-std-b67" : "smpte2084";
        return List.of(
                "zscale=transferin=" + transfer + ":matrixin=2020_ncl:primariesin=2020:transfer=linear:npl=203",
                "format=gbrpf32le",
                "zscale=primaries=709",
                "tonemap=hable:desat=0",
                "zscale=transfer=709:matrix=" + (newMatrix ? "709" : "170m") + ":primaries=709:range=" + range);
    }
}
