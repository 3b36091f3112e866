package io.liuhen.storage.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.format.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tree of RFC 6962 §2.1, against the vectors of Certificate Transparency and its recursive definition. */
final class MerkleTreeTest {
    /** The leaves that the tests of Certificate Transparency use. */
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    /** The roots of the first one, two, three leaves and so on. */
    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final String EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void rootsAreThoseOfCertificateTransparency() {
        MerkleTree tree = new MerkleTree(0, List.of());
        assertEquals(EMPTY_ROOT, tree.root().toString());
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.append(HexFormat.of().parseHex(LEAVES.get(i)));
            assertEquals(ROOTS.get(i), tree.root().toString(), "of " + (i + 1) + " leaves");
            assertEquals(i + 1, tree.size());
        }
    }

    @Test
    void theRootIsTheRecursiveOneForEverySizeAndGoesOnFromEveryFrontier() {
        long seed = 6962;
        Random random = new Random(seed);
        List<byte[]> leaves = new ArrayList<>();
        MerkleTree tree = new MerkleTree(0, List.of());
        for (int size = 1; size <= 300; size++) {
            byte[] leaf = new byte[random.nextInt(100)];
            random.nextBytes(leaf);
            leaves.add(leaf);
            tree.append(leaf);
            assertEquals(recursive(leaves), tree.root(), "size " + size + ", seed " + seed);
            // As after opening the ledger again: all that is left of the tree is its size and its frontier.
            tree = new MerkleTree(tree.size(), tree.frontier());
            assertEquals(recursive(leaves), tree.root(), "size " + size + " again, seed " + seed);
        }
    }

    @Test
    void aFrontierThatDoesNotFitTheSizeIsRefused() {
        Sha256 some = Sha256.digestOf(new byte[0]);
        assertThrows(IllegalArgumentException.class, () -> new MerkleTree(3, List.of(some)));
        assertThrows(IllegalArgumentException.class, () -> new MerkleTree(4, List.of(some, some)));
        assertThrows(IllegalArgumentException.class, () -> new MerkleTree(0, List.of(some)));
    }

    /** MTH of RFC 6962 §2.1, word for word. */
    private static Sha256 recursive(List<byte[]> leaves) {
        int n = leaves.size();
        if (n == 1) {
            return hash((byte) 0, leaves.get(0), new byte[0]);
        }
        int k = Integer.highestOneBit(n - 1);
        return hash(
                (byte) 1,
                recursive(leaves.subList(0, k)).bytes(),
                recursive(leaves.subList(k, n)).bytes());
    }

    private static Sha256 hash(byte prefix, byte[] first, byte[] second) {
        byte[] all = new byte[1 + first.length + second.length];
        all[0] = prefix;
        System.arraycopy(first, 0, all, 1, first.length);
        System.arraycopy(second, 0, all, 1 + first.length, second.length);
        return Sha256.digestOf(all);
    }
}
