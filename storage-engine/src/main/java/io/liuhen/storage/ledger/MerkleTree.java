package io.liuhen.storage.ledger;

import io.liuhen.storage.format.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a Merkle tree as RFC 6962 §2.1 defines it: the roots of its complete subtrees, largest first, which
 * is all that appending and the root need. Not thread-safe.
 */
final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final List<Sha256> frontier;
    private long size;

    /** @param frontier the roots of the complete subtrees of a tree of this size, largest first */
    MerkleTree(long size, List<Sha256> frontier) {
        if (frontier.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(frontier.size() + " subtrees for " + size + " leaves");
        }
        this.size = size;
        this.frontier = new ArrayList<>(frontier);
    }

    void append(byte[] leaf) {
        Sha256 hash = leafHash(leaf);
        // Each trailing one bit of the size is a complete subtree that the new leaf completes into a larger one.
        for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
            hash = nodeHash(frontier.remove(frontier.size() - 1), hash);
        }
        frontier.add(hash);
        size++;
    }

    long size() {
        return size;
    }

    List<Sha256> frontier() {
        return List.copyOf(frontier);
    }

    /** The tree's root; of an empty tree, the digest of nothing. */
    Sha256 root() {
        if (frontier.isEmpty()) {
            return Sha256.digestOf(new byte[0]);
        }
        Sha256 root = frontier.get(frontier.size() - 1);
        for (int i = frontier.size() - 2; i >= 0; i--) {
            root = nodeHash(frontier.get(i), root);
        }
        return root;
    }

    static Sha256 leafHash(byte[] leaf) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(LEAF);
        return Sha256.of(digest.digest(leaf));
    }

    private static Sha256 nodeHash(Sha256 left, Sha256 right) {
        MessageDigest digest = Sha256.newDigest();
        digest.update(NODE);
        digest.update(left.bytes());
        return Sha256.of(digest.digest(right.bytes()));
    }
}
