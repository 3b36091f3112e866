package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.lettering.Lettering;
import io.liuhen.server.media.Derivative;
import io.liuhen.server.media.Edits;
import io.liuhen.server.media.Rendering;
import io.liuhen.server.media.Seen;
import io.liuhen.server.media.Stamp;
import io.liuhen.server.rendition.Captions;
import io.liuhen.server.rendition.Profile;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.server.rendition.ProxyWishes;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes the copy for viewing (播放副本), and from the same decoding contact sheet and waveform: never evidence. */
final class ProxyStep implements Step {
    static final String KIND = "proxy";

    private final Deriving deriving;
    private final Profiles profiles;
    private final ProxyWishes wishes;
    private final Captions captions;
    private final Lettering lettering;
    private final Observing observing;

    ProxyStep(
            Deriving deriving,
            Profiles profiles,
            ProxyWishes wishes,
            Captions captions,
            Lettering lettering,
            Observing observing) {
        this.deriving = deriving;
        this.profiles = profiles;
        this.wishes = wishes;
        this.captions = captions;
        this.lettering = lettering;
        this.observing = observing;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public boolean hasRoom() {
        return deriving.hasRoom();
    }

    @Override
    public Result run(SegmentRow segment, Work work) {
        int wishesBefore = wishes.version(segment.id());
        Optional<String> wish = wishes.find(segment.id());
        Profile profile;
        try {
            profile = wish.map(profiles::forEverybody).orElseGet(profiles::forProxies);
        } catch (IllegalArgumentException e) {
            // It was there when somebody asked; the configuration is another since.
            String why = String.valueOf(e.getMessage());
            return new Result.GiveUp(why, deriving.failed(segment, Derivative.PROXY, "no-such-profile", why));
        }
        List<String> lines = captions.lines(profile, segment.id(), "");
        Rendering rendering = new Rendering(profile.settings(), stamp(lettering, lines), Edits.NONE);
        ObjectNode about = CanonicalJson.object();
        about.set("profile", profile.json());
        if (!lines.isEmpty()) {
            lines.forEach(about.putArray("lines")::add);
        }
        AtomicReference<@Nullable Seen> seen = new AtomicReference<>();
        Result result = deriving.run(
                segment,
                Derivative.PROXY,
                (workers, source, facts, into, same) -> workers.view(
                        source, facts, rendering, into, new Onlooker(same, facts.durationMicros(), seen::set)),
                about,
                work);
        if (!(result instanceof Result.Done done)) {
            return result;
        }
        if (isWishedAnew(segment.id(), wishesBefore)) {
            return new Result.TryAgain("another profile was asked for meanwhile", Facts.none());
        }
        Seen last = seen.get();
        return last == null ? done : new Result.Done(done.facts().and(observing.seen(segment, last)));
    }

    private boolean isWishedAnew(SegmentId segment, int wishesBefore) {
        return wishes.version(segment) != wishesBefore;
    }

    /** What is written on a copy; nothing where there are no lines. */
    static Optional<Stamp> stamp(Lettering lettering, List<String> lines) {
        return lines.isEmpty() ? Optional.empty() : Optional.of(lettering.stamp(lines));
    }
}
