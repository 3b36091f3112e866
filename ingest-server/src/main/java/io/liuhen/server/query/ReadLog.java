package io.liuhen.server.query;

import io.liuhen.server.custody.Actor;
import io.liuhen.server.custody.Custody;
import io.liuhen.server.custody.Deed;
import io.liuhen.storage.Records;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Leaves a trace of every reading: one entry per caller, segment, file and five minutes, however many ranges a player
 * asks for. The minutes are those that pass, whatever the wall clock shows. Thread-safe; blocks on the disk when an entry
 * is due.
 */
public final class ReadLog {
    private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int REMEMBERED_MAX = 100_000;

    private final Records records;
    private final Custody custody;
    private final LongSupplier nanoTime;
    private final Map<Reading, Trace> recent = new HashMap<>();

    /** @param nanoTime a monotonic clock */
    public ReadLog(Records records, Custody custody, LongSupplier nanoTime) {
        this.records = records;
        this.custody = custody;
        this.nanoTime = nanoTime;
    }

    private record Reading(Actor actor, SegmentId segment, String file) {}

    /** When somebody began to read, and whether that is on record yet. */
    private record Trace(long atNanos, CompletableFuture<Void> recorded) {
        boolean isRecent(long nowNanos) {
            return nowNanos - atNanos < WINDOW_NANOS;
        }
    }

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
        long nowNanos = nanoTime.getAsLong();
        Trace last = recent.get(reading);
        if (last != null && last.isRecent(nowNanos)) {
            return Optional.of(last);
        }
        if (recent.size() >= REMEMBERED_MAX) {
            recent.values().removeIf(trace -> !trace.isRecent(nowNanos));
        }
        if (recent.size() >= REMEMBERED_MAX) {
            // Forgetting costs an entry more than promised, never one less.
            recent.clear();
        }
        recent.put(reading, new Trace(nowNanos, mine));
        return Optional.empty();
    }

    /** Only who could not record comes here, before anybody is told so: a trace that is not done is its own. */
    private synchronized void forget(Reading reading) {
        recent.computeIfPresent(reading, (same, trace) -> trace.recorded().isDone() ? trace : null);
    }
}
