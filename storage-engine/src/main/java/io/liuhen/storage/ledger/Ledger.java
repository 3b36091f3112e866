package io.liuhen.storage.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.EntryIndex;
import io.liuhen.storage.index.EntryIndex.Pending;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.LogKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger and its sequencer. Thread-safe. */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    static final Path LEAVES = Path.of("ledger", "leaves");
    static final Path DETAILS = Path.of("ledger", "details");
    static final int BATCH = 1000;

    private final EntryIndex index;
    private final AppendLog leaves;
    private final AppendLog details;
    private final Executor sequencer;
    private final AtomicInteger wakeups = new AtomicInteger();

    /** Held by whoever sequences: {@code wake}'s task, or {@code close}. */
    private final ReentrantLock sequencing = new ReentrantLock();

    private boolean closed;

    /** Whether the sequencer stopped before everything had its number. */
    private volatile boolean stalled;

    private Ledger(EntryIndex index, AppendLog leaves, AppendLog details, Executor sequencer) {
        this.index = index;
        this.leaves = leaves;
        this.details = details;
        this.sequencer = sequencer;
    }

    /**
     * Opens the ledger's files, cut back to what the index has committed, and sequences what a crash left pending.
     *
     * @param sequencer runs the sequencer; one task at a time is given to it
     */
    public static Ledger open(Disk disk, Durability durability, EntryIndex index, Executor sequencer) {
        durability.createDirectories(Path.of("ledger"));
        Tree tree = index.tree();
        Set<Sha256> waiting = waiting(index);
        AppendLog leaves = AppendLog.open(
                disk, durability, LEAVES, LogKind.LEAVES, OptionalLong.of(tree.leavesEnd()), leavesOf(waiting));
        AppendLog details;
        try {
            details = AppendLog.open(
                    disk, durability, DETAILS, LogKind.DETAILS, OptionalLong.of(tree.detailsEnd()), detailsOf(waiting));
        } catch (RuntimeException | Error e) {
            leaves.close();
            throw e;
        }
        Ledger ledger = new Ledger(index, leaves, details, sequencer);
        try {
            ledger.sequenceAll();
            return ledger;
        } catch (RuntimeException | Error e) {
            ledger.close();
            throw e;
        }
    }

    /** Whether the ends of both logs fit the index; reads only, and throws what {@link #open} would. */
    public static void checkEnds(Disk disk, Durability durability, EntryIndex index) {
        Tree tree = index.tree();
        Set<Sha256> waiting = waiting(index);
        AppendLog.checkEnd(disk, durability, LEAVES, LogKind.LEAVES, tree.leavesEnd(), leavesOf(waiting));
        AppendLog.checkEnd(disk, durability, DETAILS, LogKind.DETAILS, tree.detailsEnd(), detailsOf(waiting));
    }

    private static Predicate<byte[]> leavesOf(Set<Sha256> waiting) {
        return content -> waiting.contains(Sha256.digestOf(content));
    }

    private static Predicate<byte[]> detailsOf(Set<Sha256> waiting) {
        return content -> waiting.contains(Sha256.digestOf(LedgerRecords.details(content)));
    }

    /** Opens the ledger's files as they are, and changes nothing: what is pending stays so. */
    public static Ledger openForReading(Disk disk, Durability durability, EntryIndex index) {
        AppendLog leaves = AppendLog.openForReading(disk, durability, LEAVES, LogKind.LEAVES);
        try {
            AppendLog details = AppendLog.openForReading(disk, durability, DETAILS, LogKind.DETAILS);
            return new Ledger(index, leaves, details, task -> {});
        } catch (RuntimeException | Error e) {
            leaves.close();
            throw e;
        }
    }

    /** Reads all that is committed; throws {@code CORRUPT} where a record is damaged or missing. */
    public void check() {
        Tree tree = index.tree();
        leaves.check(tree.leavesEnd());
        details.check(tree.detailsEnd());
    }

    /**
     * Digests of the leaves and details that may stand beyond the committed end: the batch that was being written. Who
     * committed while it was being read may have slipped in before it, hence the double length.
     */
    private static Set<Sha256> waiting(EntryIndex index) {
        Set<Sha256> waiting = new HashSet<>();
        for (Pending pending : index.pending(2 * BATCH)) {
            waiting.add(Sha256.digestOf(CanonicalJson.write(pending.entry().leaf())));
            waiting.add(Sha256.digestOf(CanonicalJson.write(pending.entry().details())));
        }
        return waiting;
    }

    /**
     * Says that entries may be pending. Returns at once, and never fails: what the caller has committed is true whether or
     * not a thread is to be had now.
     */
    public void wake() {
        if (wakeups.getAndIncrement() == 0) {
            try {
                sequencer.execute(this::run);
            } catch (RuntimeException | Error e) {
                LOG.error("the ledger's sequencer cannot be started: {}", e.getMessage(), e);
                stalled();
            }
        }
    }

    /** The entries stay pending in the index: {@link #catchUp}, the next wake-up or the next opening finds them. */
    private void stalled() {
        stalled = true;
        wakeups.set(0);
    }

    /** Wakes the sequencer if it has stopped before its end, because the disk was full perhaps. Returns at once. */
    public void catchUp() {
        if (stalled) {
            wake();
        }
    }

    private void run() {
        boolean ended = false;
        try {
            sequenceWhatComes();
            ended = true;
        } finally {
            if (!ended) {
                // An error. Whoever wakes the sequencer must not believe that it still runs.
                stalled();
            }
        }
    }

    private void sequenceWhatComes() {
        int seen;
        do {
            seen = wakeups.get();
            try {
                stalled = false;
                sequenceAll();
            } catch (RuntimeException e) {
                stalled = true;
                LOG.error("the ledger's sequencer stopped: {}", e.getMessage(), e);
            }
        } while (!wakeups.compareAndSet(seen, 0));
    }

    /** Gives every pending entry its number. */
    public void sequenceAll() {
        sequencing.lock();
        try {
            while (!closed && sequenceBatch()) {
                // until nothing is pending
            }
        } finally {
            sequencing.unlock();
        }
    }

    private boolean sequenceBatch() {
        List<Pending> batch = index.pending(BATCH);
        if (batch.isEmpty()) {
            return false;
        }
        Tree before = index.tree();
        // What an earlier, failed try has left behind.
        leaves.cutBackTo(before.leavesEnd());
        details.cutBackTo(before.detailsEnd());
        MerkleTree tree = new MerkleTree(before.sizeLeaves(), before.frontier());
        List<byte[]> leafRecords = new ArrayList<>(batch.size());
        List<byte[]> detailRecords = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            byte[] leaf = CanonicalJson.write(pending.entry().leaf());
            detailRecords.add(
                    LedgerRecords.detailsRecord(tree.size(), pending.entry().details()));
            leafRecords.add(leaf);
            tree.append(leaf);
        }
        List<Long> leafPositions = leaves.append(leafRecords);
        List<Long> detailPositions = details.append(detailRecords);
        leaves.sync();
        details.sync();
        List<Place> places = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            places.add(new Place(
                    batch.get(i).ticket(),
                    before.sizeLeaves() + i,
                    batch.get(i).entry().subjects(),
                    leafPositions.get(i),
                    detailPositions.get(i)));
        }
        index.sequenced(places, new Tree(tree.size(), leaves.end(), details.end(), tree.frontier()));
        return true;
    }

    /** Entries about a subject that have their number, in order, from this number on. */
    public List<Numbered> about(String subject, long fromNumber, int limit) {
        List<Numbered> entries = new ArrayList<>();
        for (Place place : index.about(subject, fromNumber, limit)) {
            entries.add(new Numbered(
                    place.number(),
                    CanonicalJson.readObject(leaves.read(place.leafPosition())),
                    CanonicalJson.readObject(LedgerRecords.details(details.read(place.detailsPosition())))));
        }
        return entries;
    }

    /** The leaf with the highest number; empty while there is none. */
    public Optional<ObjectNode> newest() {
        long size = index.tree().sizeLeaves();
        return size == 0
                ? Optional.empty()
                : index.place(size - 1).map(place -> CanonicalJson.readObject(leaves.read(place.leafPosition())));
    }

    /** The size and root of the tree as it was last recorded. */
    public Head head() {
        Tree tree = index.tree();
        return new Head(tree.sizeLeaves(), new MerkleTree(tree.sizeLeaves(), tree.frontier()).root());
    }

    /** An entry and its number, which is its leaf's place in the tree, from 0. */
    public record Numbered(long number, ObjectNode leaf, ObjectNode details) {}

    /** A tree's size in leaves and its root. */
    public record Head(long sizeLeaves, Sha256 root) {}

    @Override
    public void close() {
        sequencing.lock();
        try {
            closed = true;
            leaves.close();
            details.close();
        } finally {
            sequencing.unlock();
        }
    }
}
