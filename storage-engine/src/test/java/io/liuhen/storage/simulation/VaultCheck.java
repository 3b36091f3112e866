package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.Document;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.simulation.UploadModel.Phase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** What the files say by themselves, read as {@code docs/on-disk-format.md} describes them and without the engine. */
final class VaultCheck {
    private static final int LOG_HEADER_BYTES = 16;

    private final Machine machine;

    VaultCheck(Machine machine) {
        this.machine = machine;
    }

    void check(List<UploadModel> uploads, FactsModel facts) {
        Map<String, byte[]> vault = new TreeMap<>();
        Set<String> staged = new TreeSet<>();
        List<Document> journal = new ArrayList<>();
        for (Path path : machine.disk.files()) {
            switch (path.getName(0).toString()) {
                case "vault" -> vault.put(path.toString(), content(path));
                case "staging" -> staged.add(path.getFileName().toString());
                case "journal" -> journal.addAll(documents(content(path)));
                default -> {
                    // The ledger is read through the engine; the rest holds no promise.
                }
            }
        }
        checkVault(uploads, vault);
        checkStaging(uploads, staged);
        checkJournal(facts, journal);
    }

    private byte[] content(Path path) {
        try (DiskFile file = machine.disk.openForReading(path)) {
            ByteBuffer all = ByteBuffer.allocate((int) file.sizeBytes());
            file.read(all, 0);
            return all.array();
        }
    }

    /** The vault holds the sealed segments and nothing else, and its lists name all of that. */
    private static void checkVault(List<UploadModel> uploads, Map<String, byte[]> vault) {
        Map<String, String> expected = new TreeMap<>();
        for (UploadModel upload : uploads) {
            if (upload.phase == Phase.SEALED) {
                String folder = "vault/" + upload.id.date().toString().replace('-', '/') + "/" + upload.id + "/";
                String file = folder + upload.created.fileName();
                expected.put(file, Sha256.digestOf(upload.acknowledged()).toString());
                byte[] manifest = vault.getOrDefault(folder + "manifest.json", new byte[0]);
                expected.put(folder + "manifest.json", Sha256.digestOf(manifest).toString());
            }
        }
        Map<String, String> found = new TreeMap<>();
        Map<String, String> listed = new TreeMap<>();
        vault.forEach((path, content) -> {
            if (path.endsWith("/SHA256SUMS")) {
                String day = path.substring(0, path.length() - "SHA256SUMS".length());
                String text = new String(content, StandardCharsets.UTF_8);
                assertTrue(text.isEmpty() || text.endsWith("\n"), "a half line in " + path);
                text.lines().forEach(line -> {
                    assertTrue(line.matches("[0-9a-f]{64}  .+"), path + ": " + line);
                    assertTrue(listed.put(day + line.substring(66), line.substring(0, 64)) == null, "twice: " + line);
                });
            } else if (!path.endsWith(".new")) {
                // What ends so was to take another's place when the server died, and means nothing.
                found.put(path, Sha256.digestOf(content).toString());
            }
        });
        assertEquals(expected, found, "files in the vault");
        assertEquals(expected, listed, "lines in the lists of the vault");
    }

    private static void checkStaging(List<UploadModel> uploads, Set<String> staged) {
        Set<String> allowed = new HashSet<>();
        for (UploadModel upload : uploads) {
            if (upload.phase == Phase.OPEN) {
                allowed.add(upload.id + ".part");
                assertTrue(upload.told() == 0 || staged.contains(upload.id + ".part"), upload + " has no file");
            }
        }
        for (String name : staged) {
            assertTrue(allowed.contains(name), name + " belongs to no open upload");
        }
    }

    /** The journal holds every version of every document, and no other. */
    private static void checkJournal(FactsModel facts, List<Document> journal) {
        Map<DocumentKey, Set<Document>> found = new HashMap<>();
        journal.forEach(document ->
                found.computeIfAbsent(document.key(), key -> new HashSet<>()).add(document));
        for (DocumentKey key : FactsModel.keys()) {
            assertEquals(
                    new HashSet<>(facts.versions(key)),
                    found.getOrDefault(key, Set.of()),
                    "versions of " + key + " in the journal");
        }
    }

    private static List<Document> documents(byte[] log) {
        List<Document> documents = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(log).position(LOG_HEADER_BYTES);
        while (in.hasRemaining()) {
            byte[] record = new byte[in.getInt()];
            int checksum = in.getInt();
            in.get(record);
            CRC32C computed = new CRC32C();
            computed.update(record);
            assertEquals((int) computed.getValue(), checksum, "the checksum of a record in the journal");
            documents.addAll(DocumentCodec.readAll(record));
        }
        return documents;
    }
}
