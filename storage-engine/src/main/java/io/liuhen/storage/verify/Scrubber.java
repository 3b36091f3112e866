package io.liuhen.storage.verify;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.pieces.Inventory;
import io.liuhen.storage.pieces.Pieces;
import io.liuhen.storage.verify.Damage.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
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

    /** Where strays that are damage of the index are found. */
    private static final String INDEX = "index";

    private final Pieces pieces;
    private final Index index;
    private final Pace pace;
    private final WaitingList waiting;
    private final Rhythm rhythm;
    private final InstantSource clock;
    private final ByteBuffer block = SegmentCheck.newBlock();

    private Optional<SegmentCheck> check = Optional.empty();
    private Optional<DayWalk> walk = Optional.empty();

    /** When the next walk through all dates may begin; empty while one is under way. */
    private Optional<Instant> walkFrom = Optional.of(Instant.MIN);

    private boolean walkNext = true;

    /** The first thing that the index could not tell since the last walk ended, and how many there were. */
    private Optional<String> unreadable = Optional.empty();

    private int unreadableCount;

    public Scrubber(Pieces pieces, Index index, Pace pace, Rhythm rhythm, InstantSource clock) {
        this.pieces = pieces;
        this.index = index;
        this.pace = pace;
        this.waiting = new WaitingList(index.fixity(), rhythm.period(), clock);
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
        Optional<SegmentId> next;
        try {
            next = waiting.next();
        } catch (StorageException e) {
            // Nobody else can be next then. It is said once, and the walk goes on.
            return unreadable.isPresent() ? Optional.empty() : Optional.of(unreadable("what waits to be read", e));
        }
        return next.map(this::begin);
    }

    private Turn begin(SegmentId id) {
        Optional<SegmentRow> segment;
        try {
            segment = index.uploads().segment(id);
        } catch (StorageException e) {
            waiting.passOver();
            return unreadable("segment " + id, e);
        }
        if (segment.isEmpty()) {
            // Disposed of in this moment.
            return new Turn.Read(0);
        }
        try {
            SegmentCheck begun = SegmentCheck.ofDisk(segment.get(), pieces, index.uploads(), block);
            check = Optional.of(begun);
            return readOn(begun);
        } catch (StorageException e) {
            return through(segment.get(), 0, Optional.of(seen(e)));
        }
    }

    /** The last segment that was read cannot be recorded: the others shall not wait for it. */
    public void passOver() {
        waiting.passOver();
    }

    /** The index cannot tell of something. Whatever else it cannot do now is thrown: that may be over soon. */
    private Turn unreadable(String what, StorageException failure) {
        if (failure.category() != Category.CORRUPT) {
            throw failure;
        }
        String finding = "the index cannot tell of " + what + ": " + failure.getMessage();
        unreadable = unreadable.or(() -> Optional.of(finding));
        unreadableCount++;
        return new Turn.Unreadable(damagedIndex(finding));
    }

    private static Stray damagedIndex(String finding) {
        return new Stray(Kind.UNREADABLE, INDEX, finding);
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
        if (walkFrom.isPresent() && isLater(walkFrom.get())) {
            return Optional.empty();
        }
        walkFrom = Optional.empty();
        if (walk.isEmpty()) {
            Optional<LocalDate> day = nextDay();
            if (day.isEmpty()) {
                walkFrom = Optional.of(clock.instant().plus(rhythm.walkRest()));
                return Optional.of(new Turn.Walked(Optional.empty(), above()));
            }
            walk = Optional.of(new DayWalk(day.get(), pieces.inventory(), index));
        }
        DayWalk walking = walk.get();
        long cost;
        try {
            cost = walking.next();
        } catch (StorageException e) {
            Turn turn = unreadable("what belongs to " + walking.day(), e);
            // The next date; of this one nothing is known, neither what is wrong nor what is right again.
            walk = Optional.empty();
            index.fixity().walked(walking.day());
            return Optional.of(turn);
        }
        pace.spent(cost);
        if (cost > 0) {
            return Optional.of(new Turn.Read(0));
        }
        walk = Optional.empty();
        index.fixity().walked(walking.day());
        return Optional.of(new Turn.Walked(Optional.of(walking.day()), walking.strays()));
    }

    /** A time that is further away than a rest takes comes from a clock that was ahead. */
    private boolean isLater(Instant then) {
        Instant now = clock.instant();
        return now.isBefore(then) && !then.isAfter(now.plus(rhythm.walkRest()));
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

    /** What is wrong above the dates; and in the index, which is asked again from here on. */
    private List<Stray> above() {
        Inventory inventory = pieces.inventory();
        List<Stray> strays = new ArrayList<>();
        inventory.misplaced().forEach(path -> strays.add(new Stray(Kind.UNTRACKED, path, "nobody knows what this is")));
        unreadable.ifPresent(first -> strays.add(
                damagedIndex(unreadableCount == 1 ? first : first + "; and " + (unreadableCount - 1) + " more")));
        unreadable = Optional.empty();
        unreadableCount = 0;
        waiting.restart();
        return strays;
    }

    @Override
    public void close() {
        check.ifPresent(SegmentCheck::close);
        check = Optional.empty();
    }
}
