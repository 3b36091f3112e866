package io.liuhen.server.ingest;

import io.liuhen.storage.Disposals;
import io.liuhen.storage.Records;
import io.liuhen.storage.Segments;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.Uploads;

/** The parts of the engine that ingest works with. */
public record EngineAccess(Uploads uploads, Segments segments, Records records, Disposals disposals) {
    /** Those of an open engine. */
    public static EngineAccess of(StorageEngine engine) {
        return new EngineAccess(engine.uploads(), engine.segments(), engine.records(), engine.disposals());
    }
}
