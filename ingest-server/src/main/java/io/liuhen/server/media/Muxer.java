package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_tell;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * Writes a fragmented MP4: what a player needs to begin stands at its beginning, then an index of its pieces ({@code sidx}),
 * then pieces of some seconds that each begin with a key frame. So it plays before it has arrived as a whole, and its pieces
 * are those of HLS as they stand.
 */
final class Muxer implements AutoCloseable {
    private static final String PIECE_MICROS = "4000000";
    private static final String PIECE_BYTES_MAX = "8388608";

    private final AVFormatContext context;
    private final AVIOContext io;
    private final MediaOutput output;
    private final long limitBytes;

    private Muxer(AVFormatContext context, AVIOContext io, MediaOutput output, long limitBytes) {
        this.context = context;
        this.io = io;
        this.output = output;
        this.limitBytes = limitBytes;
    }

    static Muxer create(MediaOutput output, long limitBytes) {
        AVFormatContext context = new AVFormatContext(null);
        try (BytePointer format = new BytePointer("mp4", StandardCharsets.US_ASCII)) {
            Av.check(avformat_alloc_output_context2(context, null, format, null), "output");
        }
        try {
            AVIOContext io = output.open(Derivative.PROXY);
            context.pb(io);
            output.allowReadingBack(context);
            return new Muxer(context, io, output, limitBytes);
        } catch (RuntimeException | Error e) {
            avformat_free_context(context);
            throw e;
        }
    }

    /** A stream of what an encoder makes. */
    int add(Encoder encoder) {
        AVCodecContext coding = encoder.context();
        AVStream stream = Av.allocated(avformat_new_stream(context, null));
        Av.check(avcodec_parameters_from_context(stream.codecpar(), coding), "output stream");
        stream.time_base(coding.time_base());
        stream.avg_frame_rate(coding.framerate());
        return stream.index();
    }

    /** A stream of another container's packets. */
    int copy(AVStream source) {
        AVStream stream = Av.allocated(avformat_new_stream(context, null));
        Av.check(avcodec_parameters_copy(stream.codecpar(), source.codecpar()), "output stream");
        // Tags of codings differ between containers; the muxer knows its own.
        stream.codecpar().codec_tag(0);
        stream.time_base(source.time_base());
        stream.avg_frame_rate(source.avg_frame_rate());
        return stream.index();
    }

    /** After the last stream has been added. */
    void begin() {
        try (AVDictionary options = new AVDictionary(null)) {
            av_dict_set(options, "movflags", "+frag_keyframe+delay_moov+default_base_moof+global_sidx", 0);
            av_dict_set(options, "min_frag_duration", PIECE_MICROS, 0);
            // What has no key frames, or hardly any, is cut where it is.
            av_dict_set(options, "frag_size", PIECE_BYTES_MAX, 0);
            if (!hasPictures()) {
                av_dict_set(options, "frag_duration", PIECE_MICROS, 0);
            }
            int begun = avformat_write_header(context, options);
            av_dict_free(options);
            if (begun < 0) {
                throw failed(begun);
            }
        }
    }

    private boolean hasPictures() {
        for (int i = 0; i < context.nb_streams(); i++) {
            if (context.streams(i).codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO) {
                return true;
            }
        }
        return false;
    }

    /** Takes the packet over. Its instants are counted in {@code base}. */
    void write(AVPacket packet, int stream, AVRational base) {
        packet.stream_index(stream);
        packet.pos(-1);
        av_packet_rescale_ts(packet, base, context.streams(stream).time_base());
        int written = av_interleaved_write_frame(context, packet);
        if (written < 0) {
            throw failed(written);
        }
        checkSize(avio_tell(io));
    }

    private void checkSize(long bytes) {
        if (bytes > limitBytes) {
            throw new RefusedException(
                    Reason.OUTPUT_TOO_LARGE, "The copy would be larger than the limit of " + limitBytes + " bytes.");
        }
    }

    void finish() {
        int written = av_write_trailer(context);
        if (written < 0) {
            throw failed(written);
        }
        output.rethrow();
        // The last piece, and the index, were written just now.
        checkSize(output.sizeBytes());
    }

    private RuntimeException failed(int code) {
        output.rethrow();
        if (code == avutil.AVERROR_ENOMEM()) {
            return RefusedException.tooMuchMemory();
        }
        if (code == avutil.AVERROR_EINVAL() || code == AVERROR_INVALIDDATA) {
            return new RefusedException(Reason.DAMAGED, "The recording's packets do not fit into a copy.");
        }
        return new GivingUpException(LossCause.OUTPUT_FAILED, "The copy cannot be written: " + Av.text(code) + ".");
    }

    @Override
    public void close() {
        output.close(io);
        avformat_free_context(context);
    }
}
