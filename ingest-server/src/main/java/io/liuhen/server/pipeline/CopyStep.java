package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.lettering.Lettering;
import io.liuhen.server.media.Derived;
import io.liuhen.server.media.Edits;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaOutcome;
import io.liuhen.server.media.Rendering;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.Copy;
import io.liuhen.server.rendition.Copy.State;
import io.liuhen.server.rendition.EditList.Part;
import io.liuhen.server.rendition.Profile;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.server.rendition.Redaction;
import io.liuhen.server.rendition.Redactions;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.util.List;
import java.util.Optional;

/**
 * Makes the copies of a segment that were asked for: one with its viewer's name on it, or with something hidden in it.
 * There is one job for all of them, so each is recorded when it is there; the job ends when no more are wanted.
 */
final class CopyStep implements Step {
    private static final int TRIES_MAX = 3;

    private final Deriving deriving;
    private final Profiles profiles;
    private final Copies copies;
    private final Redactions redactions;
    private final Records records;
    private final Lettering lettering;

    CopyStep(
            Deriving deriving,
            Profiles profiles,
            Copies copies,
            Redactions redactions,
            Records records,
            Lettering lettering) {
        this.deriving = deriving;
        this.profiles = profiles;
        this.copies = copies;
        this.redactions = redactions;
        this.records = records;
        this.lettering = lettering;
    }

    @Override
    public String kind() {
        return Copies.JOB;
    }

    @Override
    public boolean hasRoom() {
        return deriving.hasRoom();
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        int orders = copies.orders(segment.id());
        Optional<String> failure = Optional.empty();
        for (Copy copy : copies.queued(segment.id())) {
            Optional<String> failed = make(segment, copy, work);
            if (!work.isWanted()) {
                return new Result.TryAgain("nobody wants it any more", Facts.none());
            }
            if (failed.isPresent()) {
                failure = failed;
            }
        }
        return failure.<Result>map(why -> new Result.TryAgain(why, Facts.none()))
                .orElseGet(() -> new Result.Done(copies.settled(segment.id(), orders)));
    }

    /** Makes one copy; what has failed and may yet succeed is told. */
    private Optional<String> make(SegmentRow segment, Copy copy, Work work) {
        Optional<Profile> profile = profiles.find(copy.profileName());
        Optional<Edits> edits =
                copy.redaction().map(hidden -> edits(segment, hidden)).orElse(Optional.of(Edits.NONE));
        Optional<MediaFacts> facts = deriving.facts(segment);
        if (profile.isEmpty() || edits.isEmpty() || facts.isEmpty()) {
            String why = profile.isEmpty()
                    ? "there is no profile \"" + copy.profileName() + "\" any more"
                    : "what it is to be made of is not known";
            return settle(copy, State.FAILED, copy.tries(), failed("not-possible", why));
        }
        Rendering rendering =
                new Rendering(profile.get().settings(), ProxyStep.stamp(lettering, copy.lines()), edits.get());
        MediaOutcome<List<Derived>> outcome = deriving.make(
                segment,
                facts.get(),
                (workers, source, known, into, same) ->
                        workers.copy(source, known, rendering, into, new Onlooker(same, known.durationMicros())),
                work);
        if (!work.isWanted()) {
            return Optional.empty();
        }
        return became(segment, copy, profile.get(), outcome);
    }

    private Optional<String> became(
            SegmentRow segment, Copy copy, Profile profile, MediaOutcome<List<Derived>> outcome) {
        if (outcome instanceof MediaOutcome.Done<List<Derived>> done) {
            ObjectNode report = CanonicalJson.object();
            // As it is now: the configuration may have changed since it was asked for.
            report.set("profile", profile.json());
            copy.redaction().ifPresent(hidden -> report.put("edits", hidden.sha256()));
            Facts made = deriving.published(segment, done.value().get(0), copy.fileName(), report);
            deriving.clear(segment);
            records.record(copies.became(copy, State.DONE, copy.tries(), report).and(made));
            return Optional.empty();
        }
        if (outcome instanceof MediaOutcome.Refused<List<Derived>> refused) {
            return settle(
                    copy, State.FAILED, copy.tries(), failed(refused.reason().code(), refused.detail()));
        }
        MediaOutcome.Lost<List<Derived>> lost = (MediaOutcome.Lost<List<Derived>>) outcome;
        int tries = copy.tries() + 1;
        State state = tries < TRIES_MAX ? State.QUEUED : State.FAILED;
        settle(copy, state, tries, failed("worker_" + lost.cause().code(), lost.detail()));
        return state == State.QUEUED ? Optional.of(lost.detail()) : Optional.empty();
    }

    private Optional<String> settle(Copy copy, State state, int tries, ObjectNode outcome) {
        records.record(copies.became(copy, state, tries, outcome));
        return Optional.empty();
    }

    private static ObjectNode failed(String code, String detail) {
        return CanonicalJson.object().put("code", code).put("detail", detail);
    }

    private Optional<Edits> edits(SegmentRow segment, Copy.Hidden hidden) {
        return redactions
                .find(hidden.recording(), hidden.version())
                .filter(redaction -> redaction.sha256().toString().equals(hidden.sha256()))
                .map(Redaction::edits)
                .flatMap(list -> list.parts().stream()
                        .filter(part -> part.segment().equals(segment.id()))
                        .map(Part::edits)
                        .findFirst());
    }
}
