package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_probe_input_buffer2;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;

/**
 * An opened container: its streams are known, its packets can be read. The format is decided by content alone, since
 * the demuxer is given no name that could suggest one.
 */
final class Demuxer implements AutoCloseable {

    private static final int DETECTION_BYTES = 1 << 20;
    private static final int ANALYSIS_BYTES = 16 << 20;
    private static final int ANALYSIS_MICROS = 10_000_000;

    /** Some demuxers report a broken packet and go on with the next; some would do so for ever. */
    private static final int MAX_BROKEN_IN_A_ROW = 64;

    private final MediaInput input;
    private final AVIOContext io;
    private final AVFormatContext context;
    private final String format;

    private long brokenPackets;

    private Demuxer(MediaInput input, AVIOContext io, AVFormatContext context, String format) {
        this.input = input;
        this.io = io;
        this.context = context;
        this.format = format;
    }

    static Demuxer open(MediaInput input) {
        AVIOContext io = input.open();
        try {
            AVInputFormat format = detect(input, io);
            return new Demuxer(input, io, open(input, io, format), Av.string(format.name()));
        } catch (RuntimeException | Error e) {
            input.close(io);
            throw e;
        }
    }

    private static AVInputFormat detect(MediaInput input, AVIOContext io) {
        if (input.isSalvaged()) {
            return Av.allocated(av_find_input_format("h264"));
        }
        AVInputFormat format = new AVInputFormat(null);
        int answer = av_probe_input_buffer2(io, format, "", null, 0, DETECTION_BYTES);
        input.rethrow();
        if (answer < 0 || format.isNull()) {
            throw new RefusedException(Reason.NOT_MEDIA, "The file is no video, sound or photo that is known here.");
        }
        String name = Av.string(format.name());
        if (!Accepted.format(name)) {
            throw new RefusedException(
                    Reason.FORMAT_NOT_ALLOWED,
                    "The file looks like \"" + name + "\", which is not a format that recorders make.");
        }
        return format;
    }

    private static AVFormatContext open(MediaInput input, AVIOContext io, AVInputFormat format) {
        AVFormatContext context = Av.allocated(avformat_alloc_context());
        context.pb(io);
        input.forbidOtherFiles(context);
        try (AVDictionary options = options()) {
            int opened = avformat_open_input(context, "", format, options);
            av_dict_free(options);
            input.rethrow();
            refuseIfBroken(opened);
        }
        try {
            int analysed = avformat_find_stream_info(context, (PointerPointer<?>) null);
            input.rethrow();
            refuseIfBroken(analysed);
        } catch (RuntimeException | Error e) {
            avformat_close_input(context);
            throw e;
        }
        return context;
    }

    private static AVDictionary options() {
        AVDictionary options = new AVDictionary(null);
        av_dict_set(options, "format_whitelist", Accepted.formats(), 0);
        av_dict_set(options, "codec_whitelist", Accepted.decoders(), 0);
        av_dict_set(options, "protocol_whitelist", "none", 0);
        av_dict_set(options, "probesize", Integer.toString(ANALYSIS_BYTES), 0);
        av_dict_set(options, "analyzeduration", Integer.toString(ANALYSIS_MICROS), 0);
        av_dict_set(options, "max_streams", Integer.toString(MediaFacts.MAX_STREAMS), 0);
        // Edit lists as starting points only. Following them in full copies a track's index once per entry: a small
        // file can ask for gigabytes. And a viewer of evidence should see what a list would hide.
        av_dict_set(options, "advanced_editlist", "0", 0);
        return options;
    }

    private static void refuseIfBroken(int answer) {
        if (answer == avutil.AVERROR_ENOMEM()) {
            throw RefusedException.tooMuchMemory();
        }
        if (answer < 0) {
            throw new RefusedException(
                    Reason.DAMAGED, "The file cannot be opened: its structure is broken, or a part of it is missing.");
        }
    }

    AVFormatContext context() {
        return context;
    }

    /** FFmpeg's names of the format, separated by commas. */
    String format() {
        return format;
    }

    int streamCount() {
        return Math.min(context.nb_streams(), MediaFacts.MAX_STREAMS);
    }

    AVStream stream(int index) {
        return context.streams(index);
    }

    /** Packets that could not be read since it was opened. */
    long brokenPackets() {
        return brokenPackets;
    }

    /**
     * Reads the next packet of any stream.
     *
     * @return false at the end, and where nothing more can be read
     */
    boolean read(AVPacket packet) {
        for (int attempts = 0; attempts < MAX_BROKEN_IN_A_ROW; attempts++) {
            int answer = av_read_frame(context, packet);
            input.rethrow();
            if (answer >= 0) {
                return true;
            }
            if (answer == AVERROR_EOF) {
                return false;
            }
            if (answer == avutil.AVERROR_ENOMEM()) {
                throw RefusedException.tooMuchMemory();
            }
            if (answer != avutil.AVERROR_EAGAIN()) {
                brokenPackets++;
            }
        }
        return false;
    }

    @Override
    public void close() {
        avformat_close_input(context);
        input.close(io);
    }
}
