package io.liuhen.server.wiring;

import io.liuhen.server.observe.Metrics;
import io.liuhen.storage.StorageEngine;

/** What is asked for at each scrape. */
final class Gauges {
    private Gauges() {}

    static void register(Metrics metrics, StorageEngine engine) {
        metrics.gauge("liuhen_store_free_bytes", "Bytes that the store's disk would still take.", () ->
                (double) engine.space().freeBytes());
        metrics.gauge(
                "liuhen_store_reserved_bytes", "Bytes that were promised to open uploads and have not come yet.", () ->
                        (double) engine.space().promisedBytes());
        metrics.gauge(
                "liuhen_store_available_bytes",
                "Bytes that may still be promised to uploads; below zero where others have used the reserve.",
                () -> (double) engine.space().availableBytes());
        metrics.gauge(
                "liuhen_store_writable",
                "1 while the store takes writes, 0 after a failed sync.",
                () -> engine.readOnlyReason().isPresent() ? 0 : 1);
        metrics.gauge("liuhen_custody_entries", "Entries in the custody log that have their number.", () ->
                (double) engine.ledger().head().sizeLeaves());
        metrics.gauge(
                "liuhen_disposal_undeleted",
                "Segments that were disposed of and of which files could not be deleted; they are tried again.",
                () -> engine.disposals().undeleted());
        metrics.collector(new QueueCollector(engine.jobs()));
    }
}
