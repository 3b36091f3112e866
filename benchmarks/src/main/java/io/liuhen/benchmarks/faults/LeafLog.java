package io.liuhen.benchmarks.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The custody log's leaves as files, read from their published form (docs/on-disk-format.md, "Log files" and "Custody"):
 * every root that a client was ever told must be the root of so many first leaves.
 */
final class LeafLog {
    private static final int HEADER_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256;
    /** Roots of complete subtrees and their sizes, smallest on top. */
    private final Deque<Subtree> subtrees = new ArrayDeque<>();

    private static final class Subtree {
        private final long leaves;
        private final byte[] root;

        Subtree(long leaves, byte[] root) {
            this.leaves = leaves;
            this.root = root;
        }
    }

    private LeafLog() {
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Compares roots with the leaves in a folder; the server must not be running.
     *
     * @param told root in hexadecimal digits by number of leaves
     * @return the number of leaves
     * @throws FindingException if a root is another, or leaves are missing
     */
    static long compare(Path folder, Map<Long, String> told) throws IOException {
        LeafLog log = new LeafLog();
        long count = 0;
        long agreed = 0;
        for (Path file : files(folder)) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).position(HEADER_BYTES);
            while (bytes.remaining() > 0) {
                byte[] leaf = new byte[bytes.getInt()];
                bytes.getInt(); // the checksum is the server's to check; a wrong byte changes the root as well
                bytes.get(leaf);
                log.append(leaf);
                count++;
                String root = told.get(count);
                if (root != null && !root.equals(log.root())) {
                    throw new FindingException("the first " + count + " leaves have another root than was told");
                }
                agreed += root == null ? 0 : 1;
            }
        }
        if (agreed != told.size()) {
            throw new FindingException(
                    "the log has " + count + " leaves; roots of longer ones were told: " + told.keySet());
        }
        return count;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void append(byte[] leaf) {
        Subtree right = new Subtree(1, hash(new byte[] {0}, leaf));
        while (!subtrees.isEmpty() && subtrees.peek().leaves == right.leaves) {
            Subtree left = subtrees.pop();
            right = new Subtree(left.leaves * 2, node(left.root, right.root));
        }
        subtrees.push(right);
    }

    private String root() {
        byte[] root = subtrees.getFirst().root;
        for (Subtree larger : subtrees.stream().skip(1).toList()) {
            root = node(larger.root, root);
        }
        return HEX.formatHex(root);
    }

    private byte[] node(byte[] left, byte[] right) {
        return hash(new byte[] {1}, left, right);
    }

    private byte[] hash(byte[]... parts) {
        for (byte[] part : parts) {
            sha256.update(part);
        }
        return sha256.digest();
    }
}
