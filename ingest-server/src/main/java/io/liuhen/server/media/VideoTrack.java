package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/** The way of the pictures into a proxy: decode, place on the timeline, scale, encode, write. */
final class VideoTrack implements AutoCloseable {

    /** Frames may stand a little closer than the highest rate allows: clocks of cameras tremble. */
    private static final int CLOSENESS_PERCENT = 90;

    /** The last frame of a recording may claim hours. */
    private static final long MAX_FRAME_TICKS = 10L * Encoder.VIDEO_TICKS_PER_SECOND;

    private final Decoder decoder;
    private final Timeline.Track timeline;
    private final Picture picture;
    private final Encoder encoder;
    private final Muxer muxer;
    private final @Nullable ContactSheet sheet;
    private final Retouch retouch;
    private final int stream;
    private final AVRational base;
    private final long minTicksApart;
    private final long nominalTicks;

    private @Nullable FilterGraph filters;
    private String shape = "";
    private long lastTicks = Long.MIN_VALUE / 2;
    private long encodedFrames;
    private long encodedTicks;
    private long unusableFrames;

    VideoTrack(
            Decoder decoder,
            Timeline.Track timeline,
            Picture picture,
            Rendering rendering,
            Muxer muxer,
            @Nullable ContactSheet sheet) {
        this.decoder = decoder;
        this.timeline = timeline;
        this.picture = picture;
        this.muxer = muxer;
        this.sheet = sheet;
        this.retouch = new Retouch(rendering, picture.width(), picture.height());
        ProxySettings settings = rendering.proxy();
        this.base = decoder.stream().time_base();
        this.encoder = Encoder.video(picture, settings);
        this.stream = muxer.add(encoder);
        this.minTicksApart =
                Encoder.VIDEO_TICKS_PER_SECOND * (long) CLOSENESS_PERCENT / 100 / settings.maxFramesPerSecond();
        this.nominalTicks =
                (long) (Encoder.VIDEO_TICKS_PER_SECOND / picture.frameRate().value());
    }

    void accept(AVPacket packet) {
        decoder.decode(packet, this::takeIfUsable);
    }

    void finish() {
        decoder.decode(null, this::takeIfUsable);
        if (filters != null) {
            filters.filter(null, this::retouch);
        }
        retouch.finish(this::encode);
        encoder.encode(null, this::write);
    }

    long encodedFrames() {
        return encodedFrames;
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
        PictureFilters.setSaneColors(frame, picture);
        long durationTicks = durationTicks(frame);
        long atMicros = place(frame, micros(durationTicks));
        long atTicks = ticks(atMicros);
        if (atTicks < 0 || atTicks - lastTicks < minTicksApart) {
            return;
        }
        if (sheet != null) {
            sheet.offer(frame, atMicros);
        }
        lastTicks = atTicks;
        frame.pts(atTicks);
        frame.duration(durationTicks);
        // Otherwise the encoder would take over from the source which frames are key frames.
        frame.pict_type(AV_PICTURE_TYPE_NONE);
        filtersFor(frame).filter(frame, this::retouch);
    }

    private long place(AVFrame frame, long durationMicros) {
        long timestamp = frame.best_effort_timestamp();
        return Av.known(timestamp)
                ? timeline.place(Av.micros(timestamp, base), durationMicros)
                : timeline.append(durationMicros);
    }

    private FilterGraph filtersFor(AVFrame frame) {
        String wanted = PictureFilters.shape(frame, Encoder.VIDEO_TICKS_PER_SECOND);
        FilterGraph current = filters;
        if (current != null && wanted.equals(shape)) {
            return current;
        }
        if (current != null) {
            current.filter(null, this::retouch);
            dropFilters();
        }
        FilterGraph fresh = FilterGraph.ofPictures(wanted, PictureFilters.forVideo(frame, picture));
        filters = fresh;
        shape = wanted;
        return fresh;
    }

    private void retouch(AVFrame frame) {
        retouch.take(frame, this::encode);
    }

    private void encode(AVFrame frame) {
        encodedFrames++;
        encodedTicks = frame.duration() > 0 ? frame.duration() : nominalTicks;
        encoder.encode(frame, this::write);
    }

    /** The encoder forgets how long a frame lasts. Without it the last one would not count, and the proxy end early. */
    private void write(AVPacket packet) {
        packet.duration(encodedTicks);
        muxer.write(packet, stream, encoder.context().time_base());
    }

    private long durationTicks(AVFrame frame) {
        long ticks = ticks(Av.micros(frame.duration(), base));
        return ticks > 0 ? Math.min(ticks, MAX_FRAME_TICKS) : nominalTicks;
    }

    private static long ticks(long micros) {
        return Math.round(micros * (Encoder.VIDEO_TICKS_PER_SECOND / 1e6));
    }

    private static long micros(long ticks) {
        return Math.round(ticks * (1e6 / Encoder.VIDEO_TICKS_PER_SECOND));
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
        retouch.close();
        encoder.close();
    }
}
