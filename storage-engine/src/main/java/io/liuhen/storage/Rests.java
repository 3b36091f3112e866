package io.liuhen.storage;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.RestIndex;
import io.liuhen.storage.index.RestIndex.Rest;
import io.liuhen.storage.index.UploadRow;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Open uploads that nothing comes for. How long one has rested is counted in time in which a server had the store, by the
 * monotonic clock: while no server ran, no client could go on, and a wall clock that is set says nothing of clients.
 *
 * <p>Nothing is written when bytes arrive. Each upload is looked at a few times in the time that it may rest, and has
 * rested since the look before if it stands where it stood. So it is found after that time, and at most a sixteenth later.
 * Confined to one thread; blocks.
 */
public final class Rests {
    private static final int LOOKS = 16;

    private final EngineParts parts;
    private final Uploads uploads;
    private final long openedNanos;
    private final long servedBeforeMicros;

    Rests(EngineParts parts, Uploads uploads) {
        this.parts = parts;
        this.uploads = uploads;
        this.openedNanos = parts.nanoTime().getAsLong();
        this.servedBeforeMicros = parts.index().rests().servedMicros();
    }

    /** An upload that has rested, and where it stood all the time. */
    public record Rested(SegmentId id, long offsetBytes) {}

    /**
     * What one turn has found.
     *
     * @param more whether others wait to be looked at
     */
    public record Turn(List<Rested> rested, boolean more) {}

    /** How long servers have had this store. */
    public Duration served() {
        return Duration.of(servedMicros(), ChronoUnit.MICROS);
    }

    private long servedMicros() {
        return servedBeforeMicros
                + TimeUnit.NANOSECONDS.toMicros(parts.nanoTime().getAsLong() - openedNanos);
    }

    /**
     * Looks at uploads whose turn has come. One that has rested is found again a sixteenth of the time later, unless it
     * was ended by then.
     *
     * @param longest how long an upload may rest
     * @param limit of uploads that are looked at
     */
    public Turn look(Duration longest, int limit) {
        RestIndex index = parts.index().rests();
        long now = servedMicros();
        long longestMicros = TimeUnit.NANOSECONDS.toMicros(longest.toNanos());
        long stepMicros = Math.max(1, longestMicros / LOOKS);
        index.served(now);
        List<Rest> due = index.due(now, limit);
        List<Rested> rested = new ArrayList<>();
        for (Rest rest : due) {
            Optional<UploadRow> upload =
                    parts.index().uploads().upload(rest.id()).filter(row -> row.phase() == UploadRow.Phase.OPEN);
            if (upload.isEmpty()) {
                index.forget(rest);
                continue;
            }
            long offset = upload.get().offsetBytes();
            boolean moved = offset != rest.offsetBytes() || uploads.appending(rest.id());
            long since = moved ? now : rest.sinceMicros();
            long end = since + longestMicros;
            if (end <= now) {
                rested.add(new Rested(rest.id(), offset));
            }
            long next = end <= now ? now + stepMicros : Math.min(end, now + stepMicros);
            index.again(rest, new Rest(rest.id(), next, since, offset));
        }
        return new Turn(rested, due.size() == limit);
    }
}
