package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.av_max_alloc;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Does one job after the other in a worker and turns whatever happens into an answer. Confined to the main thread. */
final class JobRunner {

    private final ParentLink link;
    private final MediaInput input = new MediaInput();
    private final MediaOutput output = new MediaOutput();

    JobRunner(ParentLink link) {
        this.link = link;
    }

    Answer run(Job job) throws IOException {
        SourceBlocks source = new SourceBlocks(link, job.sourceBytes());
        input.use(source);
        output.use(new OutputLink(link, source));
        av_max_alloc(job.blockLimitBytes());
        Answer answer = answer(job, source);
        source.finish();
        return answer;
    }

    private Answer answer(Job job, SourceBlocks source) {
        try {
            Answer answer = performOrSalvage(job, source);
            // A source that failed looks to a demuxer like one that ends; what was made from it must not count.
            input.rethrow();
            return answer;
        } catch (RefusedException e) {
            return new Answer.No(e.reason, String.valueOf(e.getMessage()));
        } catch (GivingUpException e) {
            return new Answer.Failed(e.lossCause, String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError e) {
            return new Answer.Failed(LossCause.OUT_OF_MEMORY, "The worker's heap is full.");
        } catch (RuntimeException | Error e) {
            return new Answer.Failed(LossCause.FAILED, e.toString());
        }
    }

    /** A recording that was never finished has its pictures still, where they can be told from the rest. */
    private Answer performOrSalvage(Job job, SourceBlocks source) {
        try {
            return perform(job, source);
        } catch (RefusedException e) {
            if (e.reason != Reason.DAMAGED) {
                throw e;
            }
            input.rethrow();
            input.use(Salvage.of(new SourceView(source)).orElseThrow(() -> e));
            return perform(job, source);
        }
    }

    private Answer perform(Job job, SourceBlocks source) {
        if (job.sourceBytes() == 0) {
            throw new RefusedException(Reason.EMPTY, "The file is empty.");
        }
        return switch (job.task()) {
            case PROBE -> probe(job, source);
            case VIEW, COPY -> new ProxyMaker(input, job, output).make();
            case POSTER -> poster(job);
        };
    }

    private Answer probe(Job job, SourceBlocks source) {
        try (Demuxer demuxer = Demuxer.open(input)) {
            MediaFacts facts = new Prober(demuxer, job.maxPixels()).facts();
            return new Answer.Facts(facts.with(StructureReading.of(demuxer, new SourceView(source), facts.kind())));
        }
    }

    private Answer poster(Job job) {
        Optional<MadeFile> made;
        try (Demuxer demuxer = Demuxer.open(input)) {
            Streams streams = new Streams(demuxer, job.maxPixels());
            PosterMaker maker = new PosterMaker(demuxer, job, output);
            made = switch (streams.kind()) {
                case AUDIO -> throw new RefusedException(Reason.NOT_APPLICABLE, "A sound recording has no picture.");
                case PHOTO -> streams.video().flatMap(maker::fromBeginning);
                case VIDEO -> streams.video().flatMap(maker::fromWithin);
            };
        }
        return made.or(() -> firstFrame(job))
                .map(file -> new Answer.Made(List.of(file)))
                .orElseThrow(() -> new RefusedException(Reason.DAMAGED, "No picture in the file could be decoded."));
    }

    /** On a container that is opened anew: after a seek that led nowhere, demuxers are in no state to go back. */
    private Optional<MadeFile> firstFrame(Job job) {
        try (Demuxer demuxer = Demuxer.open(input)) {
            Streams streams = new Streams(demuxer, job.maxPixels());
            return streams.video().flatMap(new PosterMaker(demuxer, job, output)::fromBeginning);
        }
    }
}
