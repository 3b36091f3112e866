package io.liuhen.server.wiring;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.read.CopyRoutes;
import io.liuhen.server.http.read.DerivedReply;
import io.liuhen.server.http.read.SegmentFinder;
import io.liuhen.server.http.rendition.RedactionRoutes;
import io.liuhen.server.lettering.Lettering;
import io.liuhen.server.pipeline.Wanted;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.rendition.Captions;
import io.liuhen.server.rendition.Copies;
import io.liuhen.server.rendition.Profiles;
import io.liuhen.server.rendition.ProxyWishes;
import io.liuhen.server.rendition.Redactions;
import io.liuhen.storage.StorageEngine;

/** Which copies for viewing are wanted, what they are like, and the doors to them. Thread-safe. */
final class ViewingSide {
    private final Wanted wanted;

    ViewingSide(
            ServerConfig config,
            StorageEngine engine,
            Recordings recordings,
            SegmentReports reports,
            Custody custody,
            Environment env) {
        Captions captions = new Captions(recordings, config.unit(), env.clock());
        Copies copies = new Copies(
                engine.records(), captions, custody, env.clock(), config.unit().id());
        wanted = new Wanted(
                new Profiles(config.media().profiles()),
                new ProxyWishes(engine.records()),
                captions,
                copies,
                new Redactions(engine.records(), recordings, engine.segments(), reports, copies, custody, env.clock()),
                engine.records(),
                new Lettering());
    }

    /** For steps and jobs. */
    Wanted wanted() {
        return wanted;
    }

    /** Opens the doors. */
    void mount(Doors doors, SegmentFinder finder, DerivedReply reply, Runnable wake) {
        new CopyRoutes(finder, wanted.copies(), wanted.profiles(), reply, wake).mount(doors);
        new RedactionRoutes(wanted.redactions(), wanted.copies(), wanted.profiles(), wake).mount(doors);
    }
}
