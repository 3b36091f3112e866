package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avfilter.AV_BUFFERSRC_FLAG_KEEP_REF;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_set_frame_size;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame_flags;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_get_by_name;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_create_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_inout_free;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_strdup;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** A chain of filters between a decoder and an encoder. Made for frames of one shape; another shape needs another. */
final class FilterGraph implements AutoCloseable {

    private final AVFilterGraph graph;
    private final AVFilterContext source;
    private final AVFilterContext sink;
    private final AVFrame filtered;

    private FilterGraph(AVFilterGraph graph, AVFilterContext source, AVFilterContext sink, AVFrame filtered) {
        this.graph = graph;
        this.source = source;
        this.sink = sink;
        this.filtered = filtered;
    }

    /**
     * For pictures.
     *
     * @param shape what comes in, in the words of FFmpeg's {@code buffer} filter
     * @param chain the filters, separated by commas
     */
    static FilterGraph ofPictures(String shape, String chain) {
        return create("buffer", shape, chain, "buffersink", 0);
    }

    /**
     * For sound.
     *
     * @param shape what comes in, in the words of FFmpeg's {@code abuffer} filter
     * @param chain the filters, separated by commas
     * @param frameSamples how many samples each frame has that comes out, but for the last one
     */
    static FilterGraph ofSound(String shape, String chain, int frameSamples) {
        return create("abuffer", shape, chain, "abuffersink", frameSamples);
    }

    private static FilterGraph create(String from, String shape, String chain, String to, int frameSamples) {
        AVFilterGraph graph = Av.allocated(avfilter_graph_alloc());
        try {
            graph.nb_threads(1);
            AVFilterContext source = filter(graph, from, "in", shape);
            AVFilterContext sink = filter(graph, to, "out", "");
            connect(graph, source, chain, sink);
            checkForm(avfilter_graph_config(graph, null));
            if (frameSamples > 0) {
                av_buffersink_set_frame_size(sink, frameSamples);
            }
            return new FilterGraph(graph, source, sink, Av.allocated(av_frame_alloc()));
        } catch (RuntimeException | Error e) {
            avfilter_graph_free(graph);
            throw e;
        }
    }

    private static AVFilterContext filter(AVFilterGraph graph, String kind, String name, String arguments) {
        AVFilterContext filter = new AVFilterContext(null);
        try (BytePointer nativeName = new BytePointer(name, StandardCharsets.US_ASCII);
                BytePointer nativeArguments = new BytePointer(arguments, StandardCharsets.US_ASCII)) {
            int created = avfilter_graph_create_filter(
                    filter, avfilter_get_by_name(kind), nativeName, nativeArguments, null, graph);
            checkForm(created);
        }
        return filter;
    }

    /** Seen from the chain, what it takes in is an open output, and the other way round. */
    private static void connect(AVFilterGraph graph, AVFilterContext source, String chain, AVFilterContext sink) {
        AVFilterInOut outputs = end("in", source);
        AVFilterInOut inputs = end("out", sink);
        try {
            Av.check(avfilter_graph_parse_ptr(graph, chain, inputs, outputs, null), "filters " + chain);
        } finally {
            avfilter_inout_free(inputs);
            avfilter_inout_free(outputs);
        }
    }

    private static AVFilterInOut end(String name, AVFilterContext filter) {
        AVFilterInOut end = Av.allocated(avfilter_inout_alloc());
        try (BytePointer nativeName = new BytePointer(name, StandardCharsets.US_ASCII)) {
            end.name(Av.allocated(av_strdup(nativeName)));
        }
        end.filter_ctx(filter);
        end.pad_idx(0);
        return end;
    }

    /** Puts a frame through, or with none lets out what is left inside. The frame stays the caller's. */
    void filter(@Nullable AVFrame frame, Decoder.Frames to) {
        checkForm(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF));
        while (true) {
            int got = av_buffersink_get_frame(sink, filtered);
            if (got == avutil.AVERROR_EAGAIN() || got == AVERROR_EOF) {
                return;
            }
            checkForm(got);
            to.take(filtered);
            av_frame_unref(filtered);
        }
    }

    /** The chains are ours and known to work: what they refuse is the form of the frames. */
    private static void checkForm(int answer) {
        if (answer == avutil.AVERROR_ENOMEM()) {
            throw RefusedException.tooMuchMemory();
        }
        if (answer < 0) {
            throw new RefusedException(
                    Reason.DAMAGED, "The recording is in a form that cannot be converted: " + Av.text(answer) + ".");
        }
    }

    @Override
    public void close() {
        av_frame_free(filtered);
        avfilter_graph_free(graph);
    }
}
