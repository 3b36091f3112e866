package io.liuhen.server.testing;

import io.liuhen.server.admission.Admission;
import io.liuhen.server.admission.Quotas;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.ingest.Begun;
import io.liuhen.server.ingest.Ingest;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.server.ingest.Reach;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.testing.ManualClock;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/** A real engine on a folder, with a clock and chance that a test controls, and what is built upon it first. */
public final class TestEngine implements AutoCloseable {
    /** What the clock shows at first. */
    public static final Instant START = Instant.parse("2026-11-20T08:00:00Z");

    private static final long SEED = 20_261_120L;

    private final ManualClock clock = new ManualClock(START);
    private final IdGenerator ids = new IdGenerator(clock, new Random(SEED));
    private final UnitConfig unit = UnitConfig.trial();
    private final StorageEngine engine;
    private final Custody custody = new Custody(unit.id(), clock, ids);
    private final Recordings recordings;

    /** Opens an engine on this folder. */
    public TestEngine(Path folder) {
        this(RealDisk.below(folder));
    }

    /** Opens an engine on this disk. */
    public TestEngine(Disk disk) {
        engine = StorageEngine.open(new EngineConfig(4, 8), disk, clock, System::nanoTime, SyncObserver.none());
        recordings = new Recordings(engine.records(), unit, custody, ids, clock);
    }

    /** The engine. */
    public StorageEngine engine() {
        return engine;
    }

    /** The clock, which stands still until it is moved. */
    public ManualClock clock() {
        return clock;
    }

    /** Ids from a seed. */
    public IdGenerator ids() {
        return ids;
    }

    /** Entries of the custody log. */
    public Custody custody() {
        return custody;
    }

    /** Recordings. */
    public Recordings recordings() {
        return recordings;
    }

    /** Quotas that refuse nothing. */
    public Quotas quotas() {
        return new Quotas(new Quotas.Amounts(0, 0, 0, 0, 0), clock, unit.zone());
    }

    /** Begins a file where there is always a place. */
    public CompletionStage<Begun.Addressed> begin(
            Ingest ingest, NewUpload wanted, boolean whole, Actor actor, Reach reach) {
        Quotas quotas = quotas();
        return ingest.begin(wanted, whole, actor, reach, () -> {
                    if (quotas.place("", wanted.lengthBytes()) instanceof Quotas.Outcome.Granted granted) {
                        return new Admission.Place.Kept(granted.place());
                    }
                    throw new IllegalStateException("quotas that refuse nothing refused");
                })
                .thenApply(Begun.Addressed.class::cast);
    }

    /** A sealed segment with this content, of no recording. */
    public SegmentId sealed(byte[] content) {
        SegmentId id = ids.segment();
        UploadRow upload = UploadRow.opened(
                id, OptionalLong.of(content.length), "original", CanonicalJson.object(), clock.instant());
        now(engine.uploads().create(upload, Facts.none()));
        if (!(now(engine.uploads().append(id, 0)) instanceof AppendOutcome.Opened opened)) {
            throw new IllegalStateException("no append to a new upload");
        }
        now(opened.append().write(ByteBuffer.wrap(content)));
        now(opened.append().commit());
        now(opened.append().close());
        now(engine.uploads()
                .seal(new Uploads.SealRequest(id, content.length, SegmentKind.COMPLETE, List.of(), Facts.none())));
        return id;
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void close() {
        engine.close();
    }
}
