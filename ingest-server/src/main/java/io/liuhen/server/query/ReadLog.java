package io.liuhen.server.query;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Leaves a trace of every reading: one entry per caller, segment, file and five minutes, however many ranges a player
 * asks for. Thread-safe; blocks on the disk when an entry is due.
 */
public final class ReadLog {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int REMEMBERED_MAX = 100_000;

    private final Records records;
    private final Custody custody;
    private final InstantSource clock;
    private final Map<Reading, Trace> recent = new HashMap<>();

    public ReadLog(Records records, Custody custody, InstantSource clock) {
        this.records = records;
        this.custody = custody;
        this.clock = clock;
    }

    private record Reading(Actor actor, SegmentId segment, String file) {}

    /** When somebody began to read, and whether that is on record yet. */
    private record Trace(Instant at, CompletableFuture<Void> recorded) {}

    /** Says that somebody is about to read; returns when that is on record, whoever has put it there. */
    public void reading(Actor actor, SegmentId segment, String file) {
        Reading reading = new Reading(actor, segment, file);
        CompletableFuture<Void> mine = new CompletableFuture<>();
        Optional<Trace> earlier = earlier(reading, mine);
        if (earlier.isPresent()) {
            earlier.get().recorded().join();
            return;
        }
        try {
            records.record(Facts.of(custody.entry(
                    Deed.READ,
                    actor,
                    List.of(segment.toString()),
                    CanonicalJson.object().put("file", file))));
            mine.complete(null);
        } catch (RuntimeException e) {
            forget(reading);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** The trace of the same reading within the window; where there is none, the caller's own is remembered. */
    private synchronized Optional<Trace> earlier(Reading reading, CompletableFuture<Void> mine) {
        Instant now = clock.instant();
        Trace last = recent.get(reading);
        if (last != null && now.isBefore(last.at().plus(WINDOW))) {
            return Optional.of(last);
        }
        if (recent.size() >= REMEMBERED_MAX) {
            recent.values().removeIf(trace -> !now.isBefore(trace.at().plus(WINDOW)));
        }
        if (recent.size() >= REMEMBERED_MAX) {
            // Forgetting costs an entry more than promised, never one less.
            recent.clear();
        }
        recent.put(reading, new Trace(now, mine));
        return Optional.empty();
    }

    /** Only who could not record comes here, before anybody is told so: a trace that is not done is its own. */
    private synchronized void forget(Reading reading) {
        recent.computeIfPresent(reading, (same, trace) -> trace.recorded().isDone() ? trace : null);
    }
}
