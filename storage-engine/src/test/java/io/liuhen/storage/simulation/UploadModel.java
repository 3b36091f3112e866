package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Append;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What one upload's clients were told, and what may be true besides. */
final class UploadModel {
    /** Where it is in its life, as far as anybody was told. */
    enum Phase {
        ASKED,
        OPEN,
        SEALED,
        ENDED,
        NEVER
    }

    final UploadRow created;
    final SegmentId id;
    Phase phase = Phase.ASKED;

    /** What would be the next phase: a creation, a seal or an end of which nobody knows what became of it. */
    Optional<Phase> inDoubt = Optional.empty();

    Optional<Change> change = Optional.empty();
    Optional<SegmentRow> segment = Optional.empty();
    SegmentKind sealedAs = SegmentKind.COMPLETE;
    List<Term> terms = List.of();

    /** Requests under way. */
    int running;

    Optional<Append> live = Optional.empty();

    /** What was received: the first {@link #told} bytes are acknowledged. */
    private ByteArrayOutputStream content = new ByteArrayOutputStream();

    private int told;

    /** Other offsets than {@link #told} that may be committed. */
    private final TreeSet<Integer> maybe = new TreeSet<>();

    UploadModel(UploadRow created) {
        this.created = created;
        this.id = created.id();
    }

    int told() {
        return told;
    }

    int received() {
        return content.size();
    }

    byte[] acknowledged() {
        return Arrays.copyOf(content.toByteArray(), told);
    }

    /** Whether clients may go on with it. */
    boolean isUsable() {
        return phase == Phase.OPEN && inDoubt.isEmpty();
    }

    void written(byte[] bytes) {
        content.writeBytes(bytes);
    }

    /** Somebody is told that everything before this offset is durable. */
    void tell(long offset, boolean forGood) {
        assertTrue(
                offset == told || maybe.contains((int) offset),
                () -> this + " is at " + offset + ", and beside what was told only " + maybe + " can be");
        told = (int) offset;
        maybe.headSet(told, true).clear();
        if (forGood) {
            maybe.clear();
        }
        if (maybe.isEmpty() && live.isEmpty()) {
            cutTo(told);
        }
    }

    /** The live append ends, and everything that it has received is committed first. */
    void endLive() {
        live = Optional.empty();
        maybe.add(content.size());
        tell(content.size(), true);
    }

    /** The same has failed: it may be committed or not. */
    void endLiveInDoubt() {
        if (live.isPresent() && content.size() > told) {
            maybe.add(content.size());
        }
        endLiveUncommitted();
    }

    /** The live append ends, and what was not committed is gone. */
    void endLiveUncommitted() {
        live = Optional.empty();
        if (maybe.isEmpty()) {
            cutTo(told);
        }
    }

    /** The live append goes on from the last commit. */
    void discard() {
        cutTo(told);
    }

    /** Everything that was received is committed, and somebody is told so. */
    void commit(long offset) {
        maybe.add(content.size());
        tell(offset, false);
        assertTrue(
                offset == content.size(), () -> "upload " + id + " has committed " + offset + " of " + content.size());
        maybe.clear();
    }

    private void cutTo(int length) {
        byte[] kept = Arrays.copyOf(content.toByteArray(), length);
        content = new ByteArrayOutputStream();
        content.writeBytes(kept);
    }

    @Override
    public String toString() {
        return "upload " + id + " " + phase
                + inDoubt.map(next -> " perhaps " + next).orElse("") + " at " + told;
    }
}
