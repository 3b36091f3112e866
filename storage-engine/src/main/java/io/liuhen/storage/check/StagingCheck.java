package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.FolderView.FileView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Bytes of uploads that are not sealed, against what the index has acknowledged of them. Confined to one thread. */
final class StagingCheck {
    private static final Path STAGING = Path.of("staging");
    private static final String PART = ".part";

    private final FolderView view;
    private final Optional<Index> index;
    private final boolean quick;
    private final CheckListener listener;

    StagingCheck(FolderView view, Optional<Index> index, boolean quick, CheckListener listener) {
        this.view = view;
        this.index = index;
        this.quick = quick;
        this.listener = listener;
    }

    void run() {
        if (view.find(STAGING).isEmpty()) {
            listener.finding(new Finding(Sort.MISSING, STAGING.toString(), "the folder is not there"));
            return;
        }
        for (Entry entry : view.list(STAGING)) {
            Path path = STAGING.resolve(entry.name());
            String id = entry.name().endsWith(PART)
                    ? entry.name().substring(0, entry.name().length() - PART.length())
                    : "";
            if (entry.sort() != FolderView.Sort.FILE || !Uuids.isOne(id)) {
                listener.finding(new Finding(Sort.FOREIGN, path.toString(), "no bytes of an upload"));
            } else {
                listener.note(path.toString(), told(id, entry.sizeBytes()));
            }
        }
        index.ifPresent(this::uploads);
    }

    private String told(String id, long sizeBytes) {
        if (index.isEmpty()) {
            return sizeBytes + " bytes of an upload that is not sealed";
        }
        boolean open = index.get().get("offsets", Uuids.bytes(id)).isPresent();
        return sizeBytes + " bytes of an upload that "
                + (open ? "is open" : "is not open any more, and was not sealed");
    }

    private void uploads(Index found) {
        try (IndexRows.Cursor rows = found.all("offsets")) {
            while (rows.next()) {
                String id = Uuids.text(rows.key());
                Fields in = new Fields(rows.value());
                in.u8();
                in.i64();
                long offset = in.i64();
                in.i64();
                byte[] last = in.bytes();
                if (found.get("uploads", rows.key()).isEmpty()) {
                    found.contradiction("upload " + id + " has an offset and nothing else");
                }
                if (offset > 0) {
                    upload(found, id, rows.key(), offset, last);
                }
            }
        }
    }

    private void upload(Index found, String id, byte[] key, long offset, byte[] last) {
        Path path = STAGING.resolve(id + PART);
        Optional<Entry> entry = view.find(path);
        if (entry.isEmpty()) {
            if (view.find(Path.of("vault").resolve(Uuids.day(id)).resolve(id)).isEmpty()) {
                String what = offset + " bytes were acknowledged, but there are none";
                listener.finding(new Finding(Sort.MISSING, path.toString(), what));
            }
        } else if (entry.get().sizeBytes() < offset) {
            String what = "it has " + entry.get().sizeBytes() + " bytes, but " + offset + " were acknowledged";
            listener.finding(new Finding(Sort.TRUNCATED, path.toString(), what));
        } else if (!quick) {
            compare(path, offset, checksums(found, key, last));
        }
    }

    private static ByteBuffer checksums(Index found, byte[] key, byte[] last) {
        Fields.Expected joined = new Fields.Expected();
        try (IndexRows.Cursor blocks = found.from("blocks", key)) {
            while (blocks.next() && Index.startsWith(blocks.key(), key)) {
                joined.raw(blocks.value());
            }
        }
        return ByteBuffer.wrap(joined.raw(last).value());
    }

    private void compare(Path path, long offset, ByteBuffer expected) {
        ByteBuffer block = ByteBuffer.allocate(ManifestFile.BLOCK);
        try (FileView file = view.open(path)) {
            for (long at = 0; at < offset; at += block.limit()) {
                block.clear().limit((int) Math.min(ManifestFile.BLOCK, offset - at));
                file.read(block, at);
                CRC32C checksum = new CRC32C();
                checksum.update(block.array(), 0, block.limit());
                if (expected.remaining() < 4 || expected.getInt() != (int) checksum.getValue()) {
                    String what = "the block at " + at + " does not have the checksum that was acknowledged";
                    listener.finding(new Finding(Sort.DAMAGED, path.toString(), what));
                    return;
                }
            }
        }
    }
}
