package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_BB;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_BT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_PROGRESSIVE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_TB;
import static org.bytedeco.ffmpeg.global.avcodec.AV_FIELD_TT;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_DEFAULT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_color_primaries_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_range_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_space_name;
import static org.bytedeco.ffmpeg.global.avutil.av_color_transfer_name;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** In a worker: reads the {@link StreamDetails} of an opened stream. */
final class StreamDetailing {
    private static final Set<String> SAYS_NOTHING = Set.of("unknown", "unspecified", "reserved");

    private StreamDetailing() {}

    static StreamDetails of(AVStream stream, StreamKind kind) {
        AVCodecParameters coding = stream.codecpar();
        boolean picture = kind == StreamKind.VIDEO || kind == StreamKind.COVER;
        int bits = picture ? depth(coding.format()) : coding.bits_per_coded_sample();
        return new StreamDetails(
                fourCharacters(coding.codec_tag()),
                Rational.orUnknown(stream.time_base().num(), stream.time_base().den()),
                Math.max(0, stream.nb_frames()),
                (stream.disposition() & AV_DISPOSITION_DEFAULT) != 0,
                Math.max(0, bits),
                picture ? name(av_color_range_name(coding.color_range())) : "",
                picture ? name(av_color_space_name(coding.color_space())) : "",
                picture ? name(av_color_transfer_name(coding.color_trc())) : "",
                picture ? name(av_color_primaries_name(coding.color_primaries())) : "",
                picture ? fieldOrder(coding.field_order()) : "",
                kind == StreamKind.AUDIO ? channelLayout(coding) : "",
                Tags.of(stream.metadata()));
    }

    private static String name(@Nullable BytePointer given) {
        String name = Av.string(given);
        return SAYS_NOTHING.contains(name) ? "" : name;
    }

    /** Containers give this number for a whole pixel, and often wrongly; the form of the pixels is what is decoded. */
    private static int depth(int pixelFormat) {
        AVPixFmtDescriptor format = av_pix_fmt_desc_get(pixelFormat);
        return format == null || format.isNull() ? 0 : format.comp(0).depth();
    }

    static String fourCharacters(int tag) {
        StringBuilder text = new StringBuilder(4);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            int character = tag >>> shift & 0xff;
            if (character < ' ' || character > '~') {
                return "";
            }
            text.append((char) character);
        }
        return text.toString();
    }

    private static String fieldOrder(int order) {
        return switch (order) {
            case AV_FIELD_PROGRESSIVE -> "progressive";
            case AV_FIELD_TT -> "tt";
            case AV_FIELD_BB -> "bb";
            case AV_FIELD_TB -> "tb";
            case AV_FIELD_BT -> "bt";
            default -> "";
        };
    }

    private static String channelLayout(AVCodecParameters coding) {
        byte[] text = new byte[64];
        int length = av_channel_layout_describe(coding.ch_layout(), text, text.length);
        return length <= 1 || length > text.length ? "" : new String(text, 0, length - 1, StandardCharsets.US_ASCII);
    }
}
