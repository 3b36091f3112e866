package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_OUTPUT_CORRUPT;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * Turns the packets of one stream into frames. What cannot be decoded is counted and passed over; what was decoded with
 * holes in it is counted and shown.
 */
final class Decoder implements AutoCloseable {

    /** Takes frames one by one; they are only valid during the call. */
    @FunctionalInterface
    interface Frames {
        void take(AVFrame frame);
    }

    private final AVStream stream;
    private final AVCodecContext context;
    private final AVFrame frame;

    private long frames;
    private long damagedPackets;

    private Decoder(AVStream stream, AVCodecContext context, AVFrame frame) {
        this.stream = stream;
        this.context = context;
        this.frame = frame;
    }

    static Decoder open(AVStream stream, long maxPixels) {
        return open(stream, maxPixels, 0);
    }

    /**
     * Opens the decoder for a stream.
     *
     * @param skipFrames one of FFmpeg's {@code AVDISCARD_} values: frames that are not even decoded
     */
    static Decoder open(AVStream stream, long maxPixels, int skipFrames) {
        AVCodec codec = Accepted.decoder(stream.codecpar().codec_id())
                .orElseThrow(() -> new RefusedException(
                        Reason.CODEC_NOT_ALLOWED, "Stream " + stream.index() + " is coded in a way not decoded here."));
        AVCodecContext context = Av.allocated(avcodec_alloc_context3(codec));
        try {
            Av.check(avcodec_parameters_to_context(context, stream.codecpar()), "decoder parameters");
            context.pkt_timebase(stream.time_base());
            context.thread_count(1);
            context.max_pixels(maxPixels);
            context.skip_frame(skipFrames);
            // A damaged picture says more than none.
            context.flags(context.flags() | AV_CODEC_FLAG_OUTPUT_CORRUPT);
            int opened = avcodec_open2(context, codec, (AVDictionary) null);
            if (opened == avutil.AVERROR_ENOMEM()) {
                throw RefusedException.tooMuchMemory();
            }
            if (opened < 0) {
                throw new RefusedException(
                        Reason.DAMAGED, "Stream " + stream.index() + " cannot be decoded: " + Av.text(opened) + ".");
            }
            return new Decoder(stream, context, Av.allocated(av_frame_alloc()));
        } catch (RuntimeException | Error e) {
            avcodec_free_context(context);
            throw e;
        }
    }

    AVStream stream() {
        return stream;
    }

    /** Decodes a packet, or with none what is left inside. */
    void decode(@Nullable AVPacket packet, Frames to) {
        int sent = avcodec_send_packet(context, packet);
        if (sent == avutil.AVERROR_ENOMEM()) {
            throw RefusedException.tooMuchMemory();
        }
        if (sent < 0 && sent != AVERROR_EOF) {
            damagedPackets++;
        }
        while (true) {
            int received = avcodec_receive_frame(context, frame);
            if (received == avutil.AVERROR_ENOMEM()) {
                throw RefusedException.tooMuchMemory();
            }
            if (received == avutil.AVERROR_EAGAIN() || received == AVERROR_EOF) {
                return;
            }
            if (received < 0) {
                damagedPackets++;
                return;
            }
            frames++;
            if ((frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0) {
                damagedPackets++;
            }
            to.take(frame);
            av_frame_unref(frame);
        }
    }

    long frames() {
        return frames;
    }

    long damagedPackets() {
        return damagedPackets;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
