package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.FolderView.FileView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/** One segment's folder: manifest, original, and their lines in the day's list. Confined to one thread. */
final class SegmentCheck {
    private static final String MANIFEST = "manifest.json";
    private static final long MANIFEST_BYTES_MAX = 64L << 20;

    private final FolderView view;
    private final boolean quick;
    private final CheckListener listener;
    private final ByteBuffer block = ByteBuffer.allocate(ManifestFile.BLOCK);
    private long contentBytes;

    SegmentCheck(FolderView view, boolean quick, CheckListener listener) {
        this.view = view;
        this.quick = quick;
        this.listener = listener;
    }

    /** Checks a folder; the manifest is given back if it can be read. */
    Optional<ManifestFile> run(Path day, String id, SumsFile sums) {
        Path folder = day.resolve(id);
        Optional<ManifestFile> manifest = manifest(folder, id, sums);
        String original = manifest.map(ManifestFile::fileName).orElse("");
        boolean found = false;
        for (Entry entry : view.list(folder)) {
            if (entry.name().equals(MANIFEST)) {
                continue;
            }
            if (entry.name().equals(original) && entry.sort() == FolderView.Sort.FILE) {
                found = true;
                original(folder, id, entry, manifest.orElseThrow(), sums);
            } else if (manifest.isPresent() || !entry.name().startsWith("original")) {
                finding(Sort.FOREIGN, folder.resolve(entry.name()), "the manifest does not name it");
            }
        }
        if (manifest.isPresent() && !found) {
            sums.take(id + "/" + original);
            finding(Sort.MISSING, folder.resolve(original), "the original is not there");
        }
        return manifest;
    }

    private Optional<ManifestFile> manifest(Path folder, String id, SumsFile sums) {
        Path path = folder.resolve(MANIFEST);
        Optional<String> listed = sums.take(id + "/" + MANIFEST);
        Optional<Entry> entry = view.find(path);
        if (entry.isEmpty() || entry.get().sort() != FolderView.Sort.FILE) {
            finding(Sort.MISSING, path, "the manifest is not there");
            return Optional.empty();
        }
        if (entry.get().sizeBytes() > MANIFEST_BYTES_MAX) {
            finding(Sort.DAMAGED, path, "it is too large for a manifest");
            return Optional.empty();
        }
        byte[] content = content(path);
        compare(path, listed, Digests.hex(Digests.of(content)));
        try {
            return Optional.of(ManifestFile.read(content, id));
        } catch (MalformedException e) {
            finding(Sort.DAMAGED, path, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    byte[] content(Path path) {
        try (FileView file = view.open(path)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.sizeBytes()));
            int count = file.read(content, 0);
            return Arrays.copyOf(content.array(), count);
        }
    }

    private void compare(Path path, Optional<String> listed, String found) {
        if (listed.isEmpty()) {
            finding(Sort.UNTRACKED, path, "SHA256SUMS does not name it");
        } else if (!listed.get().equals(found)) {
            finding(Sort.CONTRADICTORY, path, "its SHA-256 is " + found + ", and in SHA256SUMS " + listed.get());
        }
    }

    private void original(Path folder, String id, Entry entry, ManifestFile manifest, SumsFile sums) {
        Path path = folder.resolve(entry.name());
        compare(path, sums.take(id + "/" + entry.name()), manifest.sha256());
        if (entry.sizeBytes() != manifest.length()) {
            finding(
                    entry.sizeBytes() < manifest.length() ? Sort.TRUNCATED : Sort.DAMAGED,
                    path,
                    "it has " + entry.sizeBytes() + " bytes instead of " + manifest.length());
        } else if (!quick) {
            read(path, manifest);
        }
    }

    private void read(Path path, ManifestFile manifest) {
        MessageDigest digest = Digests.sha256();
        ByteBuffer expected = ByteBuffer.wrap(manifest.checksums());
        List<Integer> damaged = new ArrayList<>();
        long at = 0;
        try (FileView file = view.open(path)) {
            for (int number = 0; at < manifest.length(); number++) {
                block.clear();
                int count = file.read(block, at);
                if (count == 0) {
                    break;
                }
                digest.update(block.array(), 0, count);
                CRC32C checksum = new CRC32C();
                checksum.update(block.array(), 0, count);
                if (!expected.hasRemaining() || (int) checksum.getValue() != expected.getInt()) {
                    damaged.add(number);
                }
                at += count;
            }
        }
        contentBytes += at;
        boolean same = Digests.hex(digest.digest()).equals(manifest.sha256());
        if (!same && damaged.isEmpty()) {
            finding(Sort.DAMAGED, path, "its SHA-256 is not the manifest's, though all blocks have their checksums");
        } else if (!damaged.isEmpty()) {
            String blocks =
                    damaged.size() + " of its blocks do not have their checksums, the first is block " + damaged.get(0);
            finding(
                    Sort.DAMAGED,
                    path,
                    same ? blocks + "; but the SHA-256 is right, so the checksums are damaged" : blocks);
        }
    }

    private void finding(Sort sort, Path path, String detail) {
        listener.finding(new Finding(sort, path.toString(), detail));
    }

    long contentBytes() {
        return contentBytes;
    }
}
