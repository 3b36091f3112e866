package io.liuhen.storage.rocks;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.FolderView.Entry;
import io.liuhen.storage.disk.FolderView.FileView;
import io.liuhen.storage.disk.FolderView.Sort;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Looks at RocksDB's logs before RocksDB does. Its own reader goes on behind damage, takes whatever stands there for the
 * header of a record, and may then run in a circle for ever (facebook/rocksdb issue 13333). So damage is refused here that
 * it would refuse, and it reads nothing but records that are whole, and what a crash may leave at the end of a log.
 *
 * <p>The form is that of RocksDB's wiki, "Write Ahead Log File Format": blocks of 32 KiB, in each of them records of
 * checksum, length, type and content, and up to six zeros.
 */
public final class WriteAheadLogs {
    private static final String SUFFIX = ".log";
    private static final int BLOCK_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 7;
    private static final int TYPE_AT = 6;
    private static final int CRC_DELTA = 0xa282ead8;
    private static final int CRC_ROTATION = 15;
    private static final int ZEROS = 0;

    /** Types of records that only recycled logs have, and there are none. */
    private static final int RECYCLED_MIN = 5;

    private static final int RECYCLED_MAX = 8;
    private static final int RECYCLED_TIMESTAMPS = 11;
    private static final int RECYCLED_PREDECESSOR = 131;

    private WriteAheadLogs() {}

    /** Throws {@code CORRUPT} if a log in this folder is damaged; a folder that is not there has none. */
    public static void check(Disk disk, Path folder) {
        for (String name : disk.list(folder)) {
            if (name.endsWith(SUFFIX)) {
                try (DiskFile log = disk.openForReading(folder.resolve(name))) {
                    check(name, log::read);
                }
            }
        }
    }

    /** The same, for who must not change anything. */
    public static void check(FolderView store, Path folder) {
        for (Entry entry : store.list(folder)) {
            if (entry.sort() == Sort.FILE && entry.name().endsWith(SUFFIX)) {
                try (FileView log = store.open(folder.resolve(entry.name()))) {
                    check(entry.name(), log::read);
                }
            }
        }
    }

    private interface Source {
        int read(ByteBuffer target, long positionBytes);
    }

    private static void check(String name, Source log) {
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        boolean last = false;
        for (long at = 0; !last; at += BLOCK_BYTES) {
            block.clear();
            last = log.read(block, at) < BLOCK_BYTES;
            check(name, at, block.flip(), last);
        }
    }

    /** @param last whether the log ends in this block, where a record may have been cut off */
    private static void check(String name, long blockAt, ByteBuffer block, boolean last) {
        CRC32C crc = new CRC32C();
        int at = 0;
        while (at + HEADER_BYTES <= block.limit()) {
            int length = block.getShort(at + Integer.BYTES) & 0xffff;
            int type = block.get(at + TYPE_AT) & 0xff;
            if (type == ZEROS && length == 0) {
                // Room that was never written to. RocksDB goes on with the next block.
                return;
            }
            int end = at + HEADER_BYTES + length;
            if (isRecycled(type) || (end > block.limit() && !last)) {
                throw damaged(name, blockAt + at);
            }
            if (end > block.limit()) {
                return;
            }
            crc.reset();
            crc.update(block.slice(at + TYPE_AT, 1 + length));
            if (masked((int) crc.getValue()) != block.getInt(at)) {
                throw damaged(name, blockAt + at);
            }
            at = end;
        }
    }

    private static boolean isRecycled(int type) {
        return (type >= RECYCLED_MIN && type <= RECYCLED_MAX)
                || type == RECYCLED_TIMESTAMPS
                || type == RECYCLED_PREDECESSOR;
    }

    /** Checksums are stored so, because what they cover may contain checksums itself. */
    private static int masked(int crc) {
        return Integer.rotateRight(crc, CRC_ROTATION) + CRC_DELTA;
    }

    private static StorageException damaged(String name, long at) {
        return new StorageException(
                Category.CORRUPT,
                "cannot open the index: its log " + name + " is damaged at byte " + at
                        + "; put it back, or have it made again from the files with \"index rebuild\"");
    }
}
