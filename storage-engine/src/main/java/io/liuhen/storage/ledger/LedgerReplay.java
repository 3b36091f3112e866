package io.liuhen.storage.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.log.AppendLog;
import io.liuhen.storage.log.FoundRecord;
import io.liuhen.storage.log.LogKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The ledger's files read without an index: an entry counts whose leaf and details are both whole; all that count are made
 * durable before anybody says so. What a power cut left of others is cut away. Confined to one thread.
 */
public final class LedgerReplay implements AutoCloseable {
    private final AppendLog leaves;
    private final AppendLog details;

    private LedgerReplay(AppendLog leaves, AppendLog details) {
        this.leaves = leaves;
        this.details = details;
    }

    /** Opens the files. A store without them has lost them: {@code CORRUPT}. */
    public static LedgerReplay open(Disk disk, Durability durability) {
        AppendLog leaves = open(disk, durability, Ledger.LEAVES, LogKind.LEAVES);
        try {
            return new LedgerReplay(leaves, open(disk, durability, Ledger.DETAILS, LogKind.DETAILS));
        } catch (RuntimeException | Error e) {
            leaves.close();
            throw e;
        }
    }

    private static AppendLog open(Disk disk, Durability durability, Path folder, LogKind kind) {
        if (disk.list(folder).isEmpty()) {
            throw new StorageException(Category.CORRUPT, "the folder \"" + folder + "\" is empty or missing");
        }
        return AppendLog.open(disk, durability, folder, kind, OptionalLong.empty(), content -> false);
    }

    /** Some entries, their leaves, and the tree that covers them and all before. */
    public record Batch(List<Place> places, List<ObjectNode> leaves, Tree tree) {}

    /**
     * The entries that follow those which a tree covers, at most so many; none at the end.
     *
     * @param subjects what a leaf's entry is found by
     */
    public Batch next(Tree before, int limit, Function<ObjectNode, List<String>> subjects) {
        MerkleTree tree = new MerkleTree(before.sizeLeaves(), before.frontier());
        List<Place> places = new ArrayList<>();
        List<ObjectNode> read = new ArrayList<>();
        long leavesEnd = before.leavesEnd();
        long detailsEnd = before.detailsEnd();
        while (places.size() < limit) {
            Optional<FoundRecord> leaf = leaves.next(leavesEnd);
            Optional<FoundRecord> detail = details.next(detailsEnd);
            if (leaf.isEmpty() || detail.isEmpty()) {
                break;
            }
            long number = LedgerRecords.number(detail.get().content());
            if (number != tree.size()) {
                throw new StorageException(
                        Category.CORRUPT, "entry " + tree.size() + " of the ledger has the details of entry " + number);
            }
            ObjectNode json = CanonicalJson.readObject(leaf.get().content());
            places.add(new Place(
                    0,
                    number,
                    subjects.apply(json),
                    leaf.get().position(),
                    detail.get().position()));
            read.add(json);
            tree.append(leaf.get().content());
            leavesEnd = leaf.get().end();
            detailsEnd = detail.get().end();
        }
        return new Batch(places, read, new Tree(tree.size(), leavesEnd, detailsEnd, tree.frontier()));
    }

    /**
     * Cuts away what follows the last entry: a batch of which only one half was written. More than that is {@code CORRUPT},
     * since nothing but a loss of files explains it.
     */
    public void cutBackTo(Tree tree) {
        checkIsOneBatch(leaves, tree.leavesEnd(), "leaves");
        checkIsOneBatch(details, tree.detailsEnd(), "details");
        leaves.cutBackTo(tree.leavesEnd());
        details.cutBackTo(tree.detailsEnd());
    }

    private static void checkIsOneBatch(AppendLog log, long end, String what) {
        Optional<FoundRecord> surplus = log.next(end);
        for (int count = 0; surplus.isPresent(); count++) {
            if (count == Ledger.BATCH) {
                throw new StorageException(
                        Category.CORRUPT,
                        "the ledger's " + what + " go on beyond " + end
                                + ", but the other half of these entries is gone");
            }
            surplus = log.next(surplus.get().end());
        }
    }

    /** The root of a tree. */
    public static Sha256 root(Tree tree) {
        return new MerkleTree(tree.sizeLeaves(), tree.frontier()).root();
    }

    /** Where leaves and details end. */
    public List<Long> ends() {
        return List.of(leaves.end(), details.end());
    }

    @Override
    public void close() {
        leaves.close();
        details.close();
    }
}
