package io.liuhen.server.wiring;

import io.liuhen.server.archiving.Volumes;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.docking.BroughtDevices;
import io.liuhen.server.docking.Dockings;
import io.liuhen.server.dossier.Dossier.Kind;
import io.liuhen.server.dossier.Dossiers;
import io.liuhen.server.dossier.Forms;
import io.liuhen.server.dossier.Prefilling;
import io.liuhen.server.dossier.Sheets;
import io.liuhen.server.dossier.Words;
import io.liuhen.server.duty.DutySide;
import io.liuhen.server.holding.Holds;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.dossier.DossierRoutes;
import io.liuhen.server.http.dossier.HoldRoutes;
import io.liuhen.server.http.dossier.RetentionRoutes;
import io.liuhen.server.http.dossier.RuleRoutes;
import io.liuhen.server.http.dossier.SheetRoutes;
import io.liuhen.server.http.dossier.VolumeRoutes;
import io.liuhen.server.policy.pack.CalendarFolder;
import io.liuhen.server.policy.rule.ActRule;
import io.liuhen.server.policy.rule.LongTermClass;
import io.liuhen.server.records.Keepings;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.regulation.Regulation;
import io.liuhen.server.transcript.Transcripts;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.IdGenerator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the unit's regulation asks, and what people state so that it can be judged. Thread-safe. */
final class RuleSide {
    private final Recordings recordings;
    private final Regulation regulation;
    private final DutySide duties;
    private final List<DossierRoutes> dossiers;
    private final SheetRoutes sheets;
    private final RuleRoutes rules;
    private final Holds holds;
    private final VolumeRoutes volumes;
    private final Keepings keepings;

    RuleSide(
            ServerConfig config,
            StorageEngine engine,
            Recordings recordings,
            SegmentReports reports,
            Custody custody,
            IdGenerator ids,
            BroughtDevices brought,
            Environment env) {
        this.recordings = recordings;
        UnitConfig unit = config.unit();
        regulation = Regulation.of(unit, CalendarFolder.of(config.data(), env.nanoTime()));
        Words words = words(regulation);
        Dossiers kept = new Dossiers(
                engine.records(), recordings, new Forms(words, unit.zone()), unit.id(), custody, ids, env.clock());
        Prefilling prefilling = new Prefilling(recordings, reports, kept, this::title, unit.zone());
        Sheets stated = new Sheets(engine.records(), recordings, prefilling, custody, env.clock());
        duties = DutySide.of(
                new DutySide.Sources(
                        engine,
                        recordings,
                        reports,
                        kept,
                        stated,
                        new Transcripts(engine.records(), recordings, custody, env.clock()),
                        new Dockings(
                                engine.records(),
                                recordings,
                                engine.segments(),
                                engine.uploads(),
                                unit,
                                brought,
                                custody,
                                ids,
                                env.clock())),
                regulation,
                unit.id(),
                unit.zone(),
                env.clock());
        dossiers = List.of(
                new DossierRoutes(Kind.ACT, kept, duties.duties()),
                new DossierRoutes(Kind.CASE, kept, duties.duties()));
        sheets = new SheetRoutes(recordings, stated, duties.duties(), words, unit.zone());
        rules = new RuleRoutes(regulation, duties.overdue());
        holds = new Holds(engine.records(), recordings, kept, duties.duties(), unit.id(), custody, ids, env.clock());
        volumes = new VolumeRoutes(new Volumes(
                engine,
                recordings,
                reports,
                kept,
                stated,
                duties.duties(),
                unit.id(),
                unit.zone(),
                custody,
                env.clock()));
        keepings = new Keepings(engine.disposals(), engine.segments(), recordings, custody, unit.id(), holds);
    }

    private static Words words(Regulation regulation) {
        Set<String> kinds = regulation.packs().stream()
                .flatMap(pack -> pack.acts().stream())
                .map(ActRule::kind)
                .collect(Collectors.toSet());
        Set<String> circumstances = regulation.packs().stream()
                .flatMap(pack -> pack.circumstances().keySet().stream())
                .collect(Collectors.toSet());
        Set<String> longTerm = regulation.packs().stream()
                .flatMap(pack -> pack.longTerm().stream())
                .map(LongTermClass::code)
                .collect(Collectors.toSet());
        return new Words(kinds, circumstances, longTerm);
    }

    private String title(String kind) {
        return regulation.packs().stream()
                .flatMap(pack -> pack.act(kind).stream())
                .map(ActRule::title)
                .findFirst()
                .orElse(kind);
    }

    /** What stands in the way of disposals. */
    Keepings keepings() {
        return keepings;
    }

    /** Begins to keep the index of what is due true, and says how that is stopped. Without a regulation nothing is due. */
    Runnable watch() {
        return regulation.isAny() ? DueWatch.start(regulation, duties)::close : () -> {};
    }

    /** Opens the doors. */
    void mount(Doors doors) {
        dossiers.forEach(routes -> routes.mount(doors));
        sheets.mount(doors);
        rules.mount(doors);
        volumes.mount(doors);
        new RetentionRoutes(recordings, keepings, duties.duties()).mount(doors);
        new HoldRoutes(holds, keepings).mount(doors);
    }
}
