package io.liuhen.server.wiring;

import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.docking.BroughtDevices;
import io.liuhen.server.docking.Dockings;
import io.liuhen.server.docking.OpenCounts;
import io.liuhen.server.evidence.DetachedSignatures;
import io.liuhen.server.evidence.Receipts;
import io.liuhen.server.http.docking.DockingRoutes;
import io.liuhen.server.http.door.Doors;
import io.liuhen.server.http.door.Gate;
import io.liuhen.server.http.read.ReceiptRoutes;
import io.liuhen.server.keys.SigningKeyFile;
import io.liuhen.server.pipeline.FixityAlarm;
import io.liuhen.server.records.Recordings;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.server.records.Soundness;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.format.IdGenerator;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** What docks need besides sending: announcements, and receipts that a recorder's copy may be erased for. Thread-safe. */
final class DockSide {
    private final ReceiptRoutes receipts;
    private final DockingRoutes dockings;
    private final OpenCounts counts;

    DockSide(
            ServerConfig config,
            Path keys,
            StorageEngine engine,
            Recordings recordings,
            Custody custody,
            IdGenerator ids,
            Environment env,
            Executor workers,
            FixityAlarm alarm,
            BroughtDevices brought,
            Gate gate) {
        SigningKeyFile key = new SigningKeyFile(keys, config.unit().name(), env.clock(), env.nanoTime(), env.random());
        key.check();
        receipts = new ReceiptRoutes(
                new Receipts(engine.records(), new DetachedSignatures(key::open, env.clock()), env.clock()),
                engine.segments(),
                engine.disposals(),
                new Soundness(
                        engine.segments(),
                        new SegmentReports(engine.records()),
                        workers,
                        Soundness.READ_NOW_BYTES_MAX,
                        alarm::raise),
                key::open);
        Dockings kept = new Dockings(
                engine.records(),
                recordings,
                engine.segments(),
                engine.uploads(),
                config.unit(),
                brought,
                custody,
                ids,
                env.clock());
        dockings = new DockingRoutes(kept, gate);
        counts = new OpenCounts(kept, brought);
    }

    /** What keeps the counts of dockings up to date; for one thread. */
    OpenCounts counts() {
        return counts;
    }

    /** Opens the doors; before those of uploads, which take all addresses below {@code /files}. */
    void mount(Doors doors) {
        receipts.mount(doors);
        dockings.mount(doors);
    }
}
