package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_copy;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_samples_set_silence;

import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;

/**
 * The way of the sound into a proxy: decode, place on the timeline, fill gaps with silence, mix down, encode, write. The
 * silence keeps sound and picture together in every player, whatever it makes of gaps.
 */
final class AudioTrack implements AutoCloseable {

    private static final long LONG_GAP_MICROS = 1_000_000;

    /** A few bytes can announce years of silence. Beyond this, gaps stay gaps. */
    private static final long MAX_SILENCE_SECONDS = 3_600;

    private final Decoder decoder;
    private final Timeline.Track timeline;
    private final Encoder encoder;
    private final Muxer muxer;
    private final @Nullable Waveform waveform;
    private final SoundCover cover;
    private final int stream;
    private final AVRational base;

    private @Nullable FilterGraph filters;
    private String shape = "";
    private long encodedSamples;
    private long nextSample;
    private long unusableFrames;
    private long silenceLeftSeconds = MAX_SILENCE_SECONDS;

    AudioTrack(
            Decoder decoder, Timeline.Track timeline, Rendering rendering, Muxer muxer, @Nullable Waveform waveform) {
        this.decoder = decoder;
        this.timeline = timeline;
        this.muxer = muxer;
        this.waveform = waveform;
        this.cover = new SoundCover(rendering.edits().sounds());
        this.base = decoder.stream().time_base();
        this.encoder = Encoder.sound(rendering.proxy());
        this.stream = muxer.add(encoder);
    }

    void accept(AVPacket packet) {
        decoder.decode(packet, this::takeIfUsable);
    }

    void finish() {
        decoder.decode(null, this::takeIfUsable);
        if (filters != null) {
            filters.filter(null, this::encode);
        }
        encoder.encode(null, this::write);
    }

    long encodedSamples() {
        return encodedSamples;
    }

    long unusableFrames() {
        return unusableFrames;
    }

    /** One frame in a strange form is a flaw in the recording, not the end of it. */
    private void takeIfUsable(AVFrame frame) {
        try {
            take(frame);
        } catch (RefusedException e) {
            if (e.reason != Reason.DAMAGED) {
                throw e;
            }
            unusableFrames++;
            dropFilters();
        }
    }

    private void take(AVFrame frame) {
        if (frame.nb_samples() <= 0 || frame.sample_rate() <= 0) {
            return;
        }
        if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
            int channels = frame.ch_layout().nb_channels();
            av_channel_layout_uninit(frame.ch_layout());
            av_channel_layout_default(frame.ch_layout(), channels);
        }
        long silentFromMicros = timeline.endMicros();
        long atMicros = place(frame);
        bridge(frame, silentFromMicros, atMicros);
        frame.pts(samples(atMicros, frame.sample_rate()));
        filtersFor(frame).filter(frame, this::encode);
    }

    private long place(AVFrame frame) {
        long durationMicros = Math.round(frame.nb_samples() * 1e6 / frame.sample_rate());
        long timestamp = frame.best_effort_timestamp();
        return Av.known(timestamp)
                ? timeline.place(Av.micros(timestamp, base), durationMicros)
                : timeline.append(durationMicros);
    }

    /** Second by second. What is left below one second, the resampler fills: it would do all of it in one block. */
    private void bridge(AVFrame like, long fromMicros, long toMicros) {
        long gapMicros = toMicros - fromMicros;
        if (gapMicros > silenceLeftSeconds * 1_000_000) {
            dropFilters();
            nextSample = samples(toMicros, Encoder.SAMPLES_PER_SECOND);
            return;
        }
        for (long atMicros = fromMicros; toMicros - atMicros > LONG_GAP_MICROS; atMicros += 1_000_000) {
            silenceLeftSeconds--;
            addSecondOfSilence(like, atMicros);
        }
    }

    private void addSecondOfSilence(AVFrame like, long atMicros) {
        AVFrame silence = Av.allocated(av_frame_alloc());
        try {
            silence.format(like.format());
            silence.sample_rate(like.sample_rate());
            silence.nb_samples(like.sample_rate());
            Av.check(av_channel_layout_copy(silence.ch_layout(), like.ch_layout()), "channels");
            Av.check(av_frame_get_buffer(silence, 0), "silence");
            int channels = like.ch_layout().nb_channels();
            av_samples_set_silence(silence.extended_data(), 0, like.sample_rate(), channels, like.format());
            silence.pts(samples(atMicros, like.sample_rate()));
            filtersFor(like).filter(silence, this::encode);
        } finally {
            av_frame_free(silence);
        }
    }

    private FilterGraph filtersFor(AVFrame frame) {
        String wanted = "time_base=1/" + frame.sample_rate() + ":sample_rate=" + frame.sample_rate() + ":sample_fmt="
                + frame.format() + ":channel_layout=" + layout(frame);
        FilterGraph current = filters;
        if (current != null && wanted.equals(shape)) {
            return current;
        }
        // Its last, incomplete frame is lost; an encoder takes one such frame only, at the very end.
        dropFilters();
        FilterGraph fresh =
                FilterGraph.ofSound(wanted, chain(), encoder.context().frame_size());
        filters = fresh;
        shape = wanted;
        return fresh;
    }

    /** Small gaps are filled and overlaps cut, so that the samples that come out have no holes. */
    private String chain() {
        return "aresample=osr=" + Encoder.SAMPLES_PER_SECOND
                + ":osf=fltp:ochl=mono:async=1:min_hard_comp=0.05:first_pts=" + nextSample;
    }

    private static String layout(AVFrame frame) {
        byte[] text = new byte[256];
        int length = Av.check(av_channel_layout_describe(frame.ch_layout(), text, text.length), "channel layout");
        return new String(text, 0, Math.max(0, Math.min(length, text.length) - 1), StandardCharsets.US_ASCII);
    }

    private void encode(AVFrame frame) {
        encodedSamples += frame.nb_samples();
        nextSample = frame.pts() + frame.nb_samples();
        cover.cover(frame);
        if (waveform != null) {
            long atMicros = Math.round(frame.pts() * (1e6 / Encoder.SAMPLES_PER_SECOND));
            waveform.offer(atMicros, Encoder.SAMPLES_PER_SECOND, new FloatPointer(frame.data(0)), frame.nb_samples());
        }
        encoder.encode(frame, this::write);
    }

    private void write(AVPacket packet) {
        muxer.write(packet, stream, encoder.context().time_base());
    }

    private static long samples(long micros, int samplesPerSecond) {
        return Math.round(micros * (samplesPerSecond / 1e6));
    }

    private void dropFilters() {
        FilterGraph dropped = filters;
        filters = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    @Override
    public void close() {
        dropFilters();
        encoder.close();
    }
}
