package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.index.FixityIndex.Due;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.verify.Damage.Kind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Reads everything again, a turn at a time: the segment that was not looked at for longest, and between two segments a few
 * names of the vault. Confined to one thread, which is its driver's, as is the waiting.
 */
public final class Scrubber implements AutoCloseable {
    /** How long to rest where nothing is due: new segments and a clock that is set are noticed that late. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Pieces pieces;
    private final Index index;
    private final Pace pace;
    private final Rhythm rhythm;
    private final InstantSource clock;
    private final ByteBuffer block = SegmentCheck.newBlock();

    private Optional<SegmentCheck> check = Optional.empty();
    private Optional<DayWalk> walk = Optional.empty();

    /** When the next walk through all dates may begin; empty while one is under way. */
    private Optional<Instant> walkFrom = Optional.of(Instant.MIN);

    private boolean walkNext = true;

    public Scrubber(Pieces pieces, Index index, Pace pace, Rhythm rhythm, InstantSource clock) {
        this.pieces = pieces;
        this.index = index;
        this.pace = pace;
        this.rhythm = rhythm;
        this.clock = clock;
    }

    /** Does some work, as much as one block, or says how long to wait. */
    public Turn turn() {
        long wait = pace.waitNanos();
        if (wait > 0) {
            return new Turn.Rest(wait);
        }
        if (check.isPresent()) {
            return readOn(check.get());
        }
        walkNext = !walkNext;
        Optional<Turn> turn = walkNext ? walk().or(this::begin) : begin().or(this::walk);
        return turn.orElseGet(() -> new Turn.Rest(REST_NANOS));
    }

    private Optional<Turn> begin() {
        Instant now = clock.instant();
        List<Due> due = index.fixity().due(1);
        if (due.isEmpty() || !isDue(due.get(0).since(), rhythm.period(), now)) {
            return Optional.empty();
        }
        Optional<SegmentRow> segment = index.uploads().segment(due.get(0).id());
        if (segment.isEmpty()) {
            // Disposed of in this moment.
            return Optional.of(new Turn.Read(0));
        }
        try {
            SegmentCheck begun = SegmentCheck.ofDisk(segment.get(), pieces, index.uploads(), block);
            check = Optional.of(begun);
            return Optional.of(readOn(begun));
        } catch (StorageException e) {
            return Optional.of(through(segment.get(), 0, Optional.of(seen(e))));
        }
    }

    /** A time to come is none: the clock was wrong once. */
    private static boolean isDue(Instant since, Duration period, Instant now) {
        return since.isAfter(now) || !since.plus(period).isAfter(now);
    }

    private Turn readOn(SegmentCheck running) {
        try {
            int bytes = running.next();
            if (bytes > 0) {
                pace.spent(bytes);
                return new Turn.Read(bytes);
            }
            return through(running.segment(), 0, running.damage());
        } catch (StorageException e) {
            return through(running.segment(), 0, Optional.of(seen(e)));
        }
    }

    private static Damage seen(StorageException failure) {
        if (failure.category() == Category.CLOSED) {
            throw failure;
        }
        return SegmentCheck.damageOf(failure);
    }

    private Turn through(SegmentRow segment, long bytes, Optional<Damage> damage) {
        check.ifPresent(SegmentCheck::close);
        check = Optional.empty();
        return new Turn.Checked(segment, bytes, damage);
    }

    /** One step of the walk through the dates; empty while it rests. */
    private Optional<Turn> walk() {
        if (walkFrom.isPresent() && clock.instant().isBefore(walkFrom.get())) {
            return Optional.empty();
        }
        walkFrom = Optional.empty();
        if (walk.isEmpty()) {
            Optional<LocalDate> day = nextDay();
            if (day.isEmpty()) {
                walkFrom = Optional.of(clock.instant().plus(rhythm.walkRest()));
                return Optional.of(new Turn.Walked(Optional.empty(), misplaced()));
            }
            walk = Optional.of(new DayWalk(day.get(), pieces.inventory(), index));
        }
        DayWalk walking = walk.get();
        long cost = walking.next();
        pace.spent(cost);
        if (cost > 0) {
            return Optional.of(new Turn.Read(0));
        }
        walk = Optional.empty();
        index.fixity().walked(walking.day());
        return Optional.of(new Turn.Walked(Optional.of(walking.day()), walking.strays()));
    }

    /** The date after the last one; empty behind the newest, where the next walk begins anew. */
    private Optional<LocalDate> nextDay() {
        Optional<LocalDate> last = index.fixity().walked();
        List<LocalDate> days = pieces.inventory().days();
        Optional<LocalDate> next =
                days.stream().filter(day -> last.map(day::isAfter).orElse(true)).findFirst();
        if (next.isEmpty() && last.isPresent()) {
            index.fixity().walked(LocalDate.EPOCH);
        }
        return next;
    }

    private List<Stray> misplaced() {
        Inventory inventory = pieces.inventory();
        return inventory.misplaced().stream()
                .map(path -> new Stray(Kind.UNTRACKED, path, "nobody knows what this is"))
                .toList();
    }

    @Override
    public void close() {
        check.ifPresent(SegmentCheck::close);
        check = Optional.empty();
    }
}
