package io.liuhen.server.media;

import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Chooses how a proxy is made: copied where that will do, else encoded; without a stream that turns out to have nothing
 * in it. Each attempt opens the source anew and writes the file from its beginning.
 */
final class ProxyMaker {

    private final MediaInput input;
    private final Job job;
    private final MediaOutput output;

    ProxyMaker(MediaInput input, Job job, MediaOutput output) {
        this.input = input;
        this.job = job;
        this.output = output;
    }

    Answer.Made make() {
        return new Answer.Made(copied().orElseGet(() -> encoded(true, true)));
    }

    private Optional<List<MadeFile>> copied() {
        try (Demuxer demuxer = Demuxer.open(input)) {
            Streams streams = new Streams(demuxer, job.maxPixels());
            MediaKind kind = streams.kind();
            if (kind == MediaKind.PHOTO) {
                throw new RefusedException(Reason.NOT_APPLICABLE, "A photo needs no copy for viewing.");
            }
            Remuxer remuxer = new Remuxer(demuxer, job, output);
            Optional<AVStream> audio = streams.audio();
            if (job.task() == Job.Task.COPY || job.rendering().retouches()) {
                return Optional.empty();
            }
            return streams.video()
                    .filter(video -> remuxer.fits(video, audio))
                    .flatMap(video -> copiedIfIntact(remuxer, video, audio));
        }
    }

    /** What cannot be copied may still be decoded, in part. */
    private static Optional<List<MadeFile>> copiedIfIntact(Remuxer remuxer, AVStream video, Optional<AVStream> audio) {
        try {
            return remuxer.copy(video, audio);
        } catch (RefusedException e) {
            if (e.reason != Reason.DAMAGED) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private List<MadeFile> encoded(boolean withVideo, boolean withAudio) {
        Transcoder.Result result;
        boolean hasVideo;
        boolean hasAudio;
        try (Demuxer demuxer = Demuxer.open(input)) {
            Streams streams = new Streams(demuxer, job.maxPixels());
            Optional<AVStream> video = streams.video().filter(stream -> withVideo);
            Optional<AVStream> audio = streams.audio().filter(stream -> withAudio);
            hasVideo = video.isPresent();
            hasAudio = audio.isPresent();
            result = new Transcoder(demuxer, job, output).run(video, audio);
        }
        boolean videoLives = hasVideo && result.pictures() > 0;
        boolean audioLives = hasAudio && result.samples() > 0;
        if (!videoLives && !audioLives) {
            throw new RefusedException(Reason.DAMAGED, "Nothing in the recording could be decoded.");
        }
        return videoLives == hasVideo && audioLives == hasAudio ? result.made() : encoded(videoLives, audioLives);
    }
}
