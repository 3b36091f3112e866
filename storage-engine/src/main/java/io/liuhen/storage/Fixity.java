package io.liuhen.storage;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.FixityIndex.Due;
import io.liuhen.storage.verify.Pace;
import io.liuhen.storage.verify.Rhythm;
import io.liuhen.storage.verify.Scrubber;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reading everything again, and what is known of it. Thread-safe; every method blocks on the disk. */
public final class Fixity {
    private final EngineParts parts;

    Fixity(EngineParts parts) {
        this.parts = parts;
    }

    /**
     * What reads everything again, driven by the caller's thread. One at a time; to be closed by the caller.
     *
     * @param bytesPerSecond the budget; asked again and again
     */
    public Scrubber scrubber(Rhythm rhythm, LongSupplier bytesPerSecond) {
        return new Scrubber(
                parts.pieces(), parts.index(), new Pace(bytesPerSecond, parts.nanoTime()), rhythm, parts.clock());
    }

    /** Records that a segment was looked at, with what came of it. {@code Fenced} where it is not there any more. */
    public Commit looked(SegmentId id, boolean intact, Facts facts) {
        return parts.committer()
                .finish(parts.index().fixity().looked(id, parts.clock().instant(), intact, facts));
    }

    /** When this segment was last found intact. */
    public Optional<Instant> intactAt(SegmentId id) {
        return parts.index().fixity().intactAt(id);
    }

    /** When any segment was last found intact. */
    public Optional<Instant> lastIntactAt() {
        return parts.index().fixity().lastIntactAt();
    }

    /** When the segment that was not looked at for longest was looked at, or sealed; empty in a store without any. */
    public Optional<Instant> oldestLook() {
        return parts.index().fixity().due(1).stream().map(Due::since).findFirst();
    }
}
