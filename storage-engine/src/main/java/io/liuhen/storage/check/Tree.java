package io.liuhen.storage.check;

import java.util.ArrayList;
import java.util.List;

/** The Merkle tree of RFC 6962 §2.1: the roots of its complete subtrees, largest first. Not thread-safe. */
final class Tree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private final List<byte[]> roots = new ArrayList<>();
    private long size;

    void add(byte[] leaf) {
        roots.add(Digests.of(LEAF, leaf));
        size++;
        // As many pairs of equal subtrees come together as the size has zeros at its end.
        for (int pairs = Long.numberOfTrailingZeros(size); pairs > 0; pairs--) {
            byte[] right = roots.remove(roots.size() - 1);
            byte[] left = roots.remove(roots.size() - 1);
            roots.add(Digests.of(NODE, left, right));
        }
    }

    long size() {
        return size;
    }

    List<byte[]> roots() {
        return roots;
    }

    byte[] root() {
        if (roots.isEmpty()) {
            return Digests.of();
        }
        byte[] root = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Digests.of(NODE, roots.get(i), root);
        }
        return root;
    }
}
