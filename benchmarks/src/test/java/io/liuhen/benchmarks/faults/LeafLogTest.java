package io.liuhen.benchmarks.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roots that were told, against leaves in files; the roots here are computed as RFC 6962 §2.1 writes them down. */
final class LeafLogTest {
    @TempDir
    private Path folder;

    private final List<String> leaves = new ArrayList<>();

    private void write(String name, int from, int to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(new byte[16]);
            for (String leaf : leaves.subList(from, to)) {
                byte[] content = leaf.getBytes(StandardCharsets.UTF_8);
                out.writeInt(content.length);
                out.writeInt(0);
                out.write(content);
            }
        }
        Files.write(folder.resolve(name), bytes.toByteArray());
    }

    private Map<Long, String> rootsOfTwoFiles() throws IOException, NoSuchAlgorithmException {
        Map<Long, String> roots = new TreeMap<>();
        for (int i = 1; i <= 21; i++) {
            leaves.add("leaf " + i);
            roots.put((long) i, HexFormat.of().formatHex(root(leaves)));
        }
        write("0000000000000000.log", 0, 13);
        write("0000000000000100.log", 13, 21);
        return roots;
    }

    private static byte[] root(List<String> leaves) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        if (leaves.size() == 1) {
            sha256.update((byte) 0);
            return sha256.digest(leaves.get(0).getBytes(StandardCharsets.UTF_8));
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        byte[] leftRoot = root(leaves.subList(0, left));
        byte[] rightRoot = root(leaves.subList(left, leaves.size()));
        sha256.update((byte) 1);
        sha256.update(leftRoot);
        return sha256.digest(rightRoot);
    }

    @Test
    void rootsOfEveryLengthAgree() throws Exception {
        assertEquals(21, LeafLog.compare(folder, rootsOfTwoFiles()));
    }

    @Test
    void aLeafThatIsAnotherIsAFinding() throws Exception {
        Map<Long, String> roots = rootsOfTwoFiles();
        leaves.set(4, "leaf X");
        write("0000000000000000.log", 0, 13);
        assertThrows(FindingException.class, () -> LeafLog.compare(folder, roots));
    }

    @Test
    void leavesThatAreMissingAreAFinding() throws Exception {
        Map<Long, String> roots = rootsOfTwoFiles();
        write("0000000000000100.log", 13, 20);
        assertThrows(FindingException.class, () -> LeafLog.compare(folder, roots));
        assertEquals(20, LeafLog.compare(folder, Map.of(20L, roots.getOrDefault(20L, ""))));
    }
}
