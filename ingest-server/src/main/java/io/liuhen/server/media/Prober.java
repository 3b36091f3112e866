package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_NONE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_profile_name;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_SUBTITLE;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt_name;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Writes down what an opened container says of itself. */
final class Prober {

    private final Demuxer demuxer;
    private final Streams streams;
    private final long maxPixels;

    Prober(Demuxer demuxer, long maxPixels) {
        this.demuxer = demuxer;
        this.maxPixels = maxPixels;
        this.streams = new Streams(demuxer, maxPixels);
    }

    MediaFacts facts() {
        AVFormatContext context = demuxer.context();
        SortedMap<String, String> tags = Tags.of(context.metadata());
        MediaKind kind = streams.kind();
        Optional<Orientation> photo = kind == MediaKind.PHOTO ? Optional.of(lookAtPhoto(tags)) : Optional.empty();
        List<StreamFacts> found = IntStream.range(0, demuxer.streamCount())
                .mapToObj(index -> stream(index, photo))
                .toList();
        return new MediaFacts(
                kind,
                demuxer.format(),
                known(context.duration()),
                Av.known(context.start_time()) ? context.start_time() : 0,
                known(context.bit_rate()),
                found,
                tags,
                encoders(tags, found));
    }

    /** Programs name themselves under different tags: MP4 and Matroska, AVI, action cameras. */
    private static List<String> encoders(Map<String, String> tags, List<StreamFacts> found) {
        List<String> names = new ArrayList<>();
        for (String tag : List.of("encoder", "software", "firmware", "com.apple.quicktime.software")) {
            names.add(tags.getOrDefault(tag, ""));
        }
        Stream<String> writers = found.stream().map(StreamFacts::encoder);
        return Stream.concat(names.stream(), writers).toList();
    }

    private StreamFacts stream(int index, Optional<Orientation> photo) {
        AVStream stream = demuxer.stream(index);
        AVCodecParameters coding = stream.codecpar();
        SortedMap<String, String> tags = Tags.of(stream.metadata());
        StreamKind kind = kindOf(stream);
        boolean hasPicture = kind == StreamKind.VIDEO || kind == StreamKind.COVER;
        return new StreamFacts(
                index,
                kind,
                coding.codec_id() == AV_CODEC_ID_NONE ? "" : Av.string(avcodec_get_name(coding.codec_id())),
                Av.string(avcodec_profile_name(coding.codec_id(), coding.profile())),
                Math.max(coding.level(), 0),
                known(coding.bit_rate()),
                Av.micros(stream.start_time(), stream.time_base()),
                known(Av.micros(stream.duration(), stream.time_base())),
                tags.getOrDefault("language", ""),
                tags.getOrDefault("encoder", ""),
                tags.getOrDefault("handler_name", ""),
                hasPicture ? picture(stream, photo.orElseGet(() -> orientationOf(stream))) : null,
                kind == StreamKind.AUDIO ? sound(coding) : null,
                StreamDetailing.of(stream, kind));
    }

    static StreamKind kindOf(AVStream stream) {
        int type = stream.codecpar().codec_type();
        if (type == AVMEDIA_TYPE_VIDEO) {
            boolean cover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
            return cover ? StreamKind.COVER : StreamKind.VIDEO;
        }
        if (type == AVMEDIA_TYPE_AUDIO) {
            return StreamKind.AUDIO;
        }
        return type == AVMEDIA_TYPE_SUBTITLE ? StreamKind.SUBTITLE : StreamKind.DATA;
    }

    /** What the container says; a photo says it in the picture itself, which has to be decoded for it. */
    static Orientation orientationOf(AVStream stream) {
        AVCodecParameters coding = stream.codecpar();
        AVPacketSideData matrix = av_packet_side_data_get(
                coding.coded_side_data(), coding.nb_coded_side_data(), AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull() || matrix.size() < Orientation.MATRIX_BYTES) {
            return Orientation.UPRIGHT;
        }
        byte[] cells = new byte[Orientation.MATRIX_BYTES];
        matrix.data().get(cells);
        return Orientation.ofDisplayMatrix(cells);
    }

    /** What a decoded picture says, as photos do, before what the container says. */
    static Orientation orientationOf(AVFrame frame, AVStream stream) {
        AVFrameSideData matrix = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.isNull() || matrix.size() < Orientation.MATRIX_BYTES) {
            return orientationOf(stream);
        }
        byte[] cells = new byte[Orientation.MATRIX_BYTES];
        matrix.data().get(cells);
        return Orientation.ofDisplayMatrix(cells);
    }

    /** Decodes it, for how it was held and what its camera has written into it. */
    private Orientation lookAtPhoto(SortedMap<String, String> tags) {
        Orientation[] found = {Orientation.UPRIGHT};
        streams.video().ifPresent(photo -> {
            try (Decoder decoder = Decoder.open(photo, maxPixels)) {
                new FirstFrame(demuxer, decoder).find(1, frame -> {
                    found[0] = orientationOf(frame, photo);
                    tags.putAll(Tags.ofPhoto(frame));
                });
            }
        });
        return found[0];
    }

    private PictureFacts picture(AVStream stream, Orientation orientation) {
        AVCodecParameters coding = stream.codecpar();
        return new PictureFacts(
                Math.max(coding.width(), 0),
                Math.max(coding.height(), 0),
                rational(coding.sample_aspect_ratio()),
                orientation.degrees,
                orientation.mirrored,
                rational(stream.r_frame_rate()),
                rational(stream.avg_frame_rate()),
                Av.string(av_get_pix_fmt_name(coding.format())));
    }

    private static SoundFacts sound(AVCodecParameters coding) {
        return new SoundFacts(
                Math.max(coding.sample_rate(), 0),
                Math.max(coding.ch_layout().nb_channels(), 0),
                Av.string(av_get_sample_fmt_name(coding.format())));
    }

    private static Rational rational(AVRational rational) {
        return Rational.orUnknown(rational.num(), rational.den());
    }

    private static long known(long value) {
        return Av.known(value) ? Math.max(value, 0) : 0;
    }
}
