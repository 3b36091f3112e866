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
    private final Map<Reading, Instant> recent = new HashMap<>();

    public ReadLog(Records records, Custody custody, InstantSource clock) {
        this.records = records;
        this.custody = custody;
        this.clock = clock;
    }

    private record Reading(Actor actor, SegmentId segment, String file) {}

    /** Says that somebody is about to read; returns when that is on record. */
    public void reading(Actor actor, SegmentId segment, String file) {
        if (due(new Reading(actor, segment, file))) {
            records.record(Facts.of(custody.entry(
                    Deed.READ,
                    actor,
                    List.of(segment.toString()),
                    CanonicalJson.object().put("file", file))));
        }
    }

    private synchronized boolean due(Reading reading) {
        Instant now = clock.instant();
        Instant last = recent.get(reading);
        if (last != null && now.isBefore(last.plus(WINDOW))) {
            return false;
        }
        if (recent.size() >= REMEMBERED_MAX) {
            recent.values().removeIf(time -> !now.isBefore(time.plus(WINDOW)));
        }
        if (recent.size() >= REMEMBERED_MAX) {
            // Forgetting costs an entry more than promised, never one less.
            recent.clear();
        }
        recent.put(reading, now);
        return true;
    }
}
