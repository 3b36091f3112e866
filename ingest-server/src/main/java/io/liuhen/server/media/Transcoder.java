package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.jspecify.annotations.Nullable;

/** Makes a proxy by decoding, scaling and encoding. One attempt with the streams it is told to use. */
final class Transcoder {

    /** The pictures set the beginning, unless the sound is there this much earlier. */
    private static final long EARLY_SOUND_MICROS = 100_000;

    private static final int DEFAULT_FRAMES_PER_SECOND = 25;

    private final Demuxer demuxer;
    private final Job job;
    private final MediaOutput output;

    Transcoder(Demuxer demuxer, Job job, MediaOutput output) {
        this.demuxer = demuxer;
        this.job = job;
        this.output = output;
    }

    /**
     * How it went.
     *
     * @param pictures frames in the proxy
     * @param samples of sound in the proxy
     */
    record Result(long pictures, long samples, List<MadeFile> made) {}

    Result run(Optional<AVStream> video, Optional<AVStream> audio) {
        discardOthers(video, audio);
        Timeline timeline = timeline(video);
        try (Decoder pictures = video.map(this::open).orElse(null);
                Decoder sound = audio.map(this::open).orElse(null)) {
            if (pictures == null && sound == null) {
                return new Result(0, 0, List.of());
            }
            return run(pictures, sound, timeline);
        }
    }

    private Result run(@Nullable Decoder pictures, @Nullable Decoder sound, Timeline timeline) {
        boolean glances = job.task() == Job.Task.VIEW;
        Sights sights = new Sights();
        Waveform waveform = glances ? new Waveform(job.preview(), sights.sound()) : null;
        try (Muxer muxer = Muxer.create(output, job.outputLimitBytes());
                ContactSheet sheet = pictures == null || !glances
                        ? null
                        : new ContactSheet(pictures.stream(), job.preview(), sights.pictures());
                VideoTrack videoTrack = pictures == null ? null : videoTrack(pictures, timeline, muxer, sheet);
                AudioTrack audioTrack = sound == null
                        ? null
                        : new AudioTrack(sound, timeline.track(), job.rendering(), muxer, waveform)) {
            muxer.begin();
            pump(videoTrack, indexOf(pictures), audioTrack, indexOf(sound), timeline, sights.track());
            muxer.finish();
            long frames = videoTrack == null ? 0 : videoTrack.encodedFrames();
            long samples = audioTrack == null ? 0 : audioTrack.encodedSamples();
            long damaged = demuxer.brokenPackets() + damaged(pictures) + damaged(sound);
            damaged += videoTrack == null ? 0 : videoTrack.unusableFrames();
            damaged += audioTrack == null ? 0 : audioTrack.unusableFrames();
            Optional<AVStream> video = Optional.ofNullable(pictures).map(Decoder::stream);
            List<MadeFile> made = new ArrayList<>();
            made.add(proxy(video, timeline, audioTrack != null, damaged));
            if (sheet != null) {
                sheet.save(output, damaged).ifPresent(made::add);
            }
            if (waveform != null) {
                waveform.save(output, damaged).ifPresent(made::add);
                output.tellSeen(sights.seen(true, damaged));
            }
            return new Result(frames, samples, made);
        }
    }

    /** A stream that cannot even be begun counts like one in which nothing could be decoded. */
    private @Nullable Decoder open(AVStream stream) {
        try {
            return Decoder.open(stream, job.maxPixels());
        } catch (RefusedException e) {
            if (e.reason != Reason.DAMAGED) {
                throw e;
            }
            return null;
        }
    }

    private MadeFile proxy(Optional<AVStream> video, Timeline timeline, boolean sound, long damaged) {
        Optional<Picture> picture = video.map(this::picture);
        return new MadeFile(
                Derivative.PROXY,
                Derived.Making.ENCODED,
                picture.map(Picture::width).orElse(0),
                picture.map(Picture::height).orElse(0),
                timeline.lengthMicros(),
                sound,
                damaged);
    }

    private VideoTrack videoTrack(Decoder pictures, Timeline timeline, Muxer muxer, @Nullable ContactSheet sheet) {
        return new VideoTrack(pictures, timeline.track(), picture(pictures.stream()), job.rendering(), muxer, sheet);
    }

    private void pump(
            @Nullable VideoTrack video,
            int videoIndex,
            @Nullable AudioTrack audio,
            int audioIndex,
            Timeline timeline,
            Track places) {
        Progress progress = new Progress(output, durationMicros());
        AVPacket packet = Av.allocated(av_packet_alloc());
        try {
            while (demuxer.read(packet)) {
                if (video != null && packet.stream_index() == videoIndex) {
                    video.accept(packet);
                } else if (audio != null && packet.stream_index() == audioIndex) {
                    audio.accept(packet);
                } else if (Track.isIn(demuxer.stream(packet.stream_index()))) {
                    places.accept(packet, demuxer.stream(packet.stream_index()));
                }
                av_packet_unref(packet);
                progress.reached(timeline.lengthMicros());
            }
        } finally {
            av_packet_free(packet);
        }
        if (video != null) {
            video.finish();
        }
        if (audio != null) {
            audio.finish();
        }
    }

    private Timeline timeline(Optional<AVStream> video) {
        long start = demuxer.context().start_time();
        long originMicros = Av.known(start) ? start : 0;
        if (video.isPresent() && Av.known(video.get().start_time())) {
            long videoMicros = Av.micros(video.get().start_time(), video.get().time_base());
            if (Math.abs(videoMicros - originMicros) < EARLY_SOUND_MICROS) {
                originMicros = videoMicros;
            }
        }
        boolean clockMayJump = (demuxer.context().iformat().flags() & AVFMT_TS_DISCONT) != 0;
        return new Timeline(originMicros, durationMicros(), clockMayJump);
    }

    /** As the container announces it; 0 where it does not. */
    private long durationMicros() {
        long duration = demuxer.context().duration();
        return Av.known(duration) ? Math.max(0, duration) : 0;
    }

    private Picture picture(AVStream stream) {
        return Picture.moving(stream, Prober.orientationOf(stream), job.proxy().longSidePixels(), frameRate(stream));
    }

    /** For the encoder to share out its bits: frames keep their own instants whatever it is. */
    private Rational frameRate(AVStream stream) {
        Rational average = Rational.orUnknown(
                stream.avg_frame_rate().num(), stream.avg_frame_rate().den());
        int most = job.proxy().maxFramesPerSecond();
        if (!average.known() || average.value() < 1) {
            return new Rational(DEFAULT_FRAMES_PER_SECOND, 1);
        }
        return average.value() > most ? new Rational(most, 1) : average;
    }

    private void discardOthers(Optional<AVStream> video, Optional<AVStream> audio) {
        for (int i = 0; i < demuxer.context().nb_streams(); i++) {
            if (i != indexOf(video) && i != indexOf(audio) && !Track.isIn(demuxer.stream(i))) {
                demuxer.stream(i).discard(AVDISCARD_ALL);
            }
        }
    }

    private static int indexOf(Optional<AVStream> stream) {
        return stream.map(AVStream::index).orElse(-1);
    }

    private static int indexOf(@Nullable Decoder decoder) {
        return decoder == null ? -1 : decoder.stream().index();
    }

    private static long damaged(@Nullable Decoder decoder) {
        return decoder == null ? 0 : decoder.damagedPackets();
    }
}
