package io.liuhen.storage.testing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The bytes of one file of a {@link SimulatedDisk}, as readers see them and as they are on the disk, and which blocks are
 * waiting to be written there. Guarded by the disk.
 */
final class SimulatedFile extends SimulatedTree.Node {
    static final int BLOCK_BYTES = 512;

    private byte[] content = {};
    private byte[] onDisk = {};
    private final BitSet dirty = new BitSet();

    /** Bytes that were written since the last sync, by position. */
    private final BitSet unsynced = new BitSet();

    /** Bits that the disk has turned over since, by position. */
    private final TreeMap<Integer, Byte> flipped = new TreeMap<>();

    private boolean readOnly;

    int size() {
        return content.length;
    }

    /** How much of it is on the disk. */
    int sizeOnDisk() {
        return Math.min(onDisk.length, content.length);
    }

    boolean isReadOnly() {
        return readOnly;
    }

    void setReadOnly(boolean value) {
        readOnly = value;
    }

    void write(ByteBuffer source, int position) {
        int count = source.remaining();
        if (count == 0) {
            return;
        }
        int from = Math.min(position, content.length);
        if (position + count > content.length) {
            content = Arrays.copyOf(content, position + count);
        }
        source.get(content, position, count);
        dirty.set(from / BLOCK_BYTES, (position + count - 1) / BLOCK_BYTES + 1);
        unsynced.set(from, position + count);
        flipped.subMap(position, position + count).clear();
    }

    int read(ByteBuffer target, long position) {
        int from = (int) Math.min(position, content.length);
        int count = Math.min(target.remaining(), content.length - from);
        int start = target.position();
        target.put(content, from, count);
        for (Map.Entry<Integer, Byte> each : flipped.subMap(from, from + count).entrySet()) {
            int at = start + each.getKey() - from;
            target.put(at, (byte) (target.get(at) ^ each.getValue()));
        }
        return count;
    }

    void truncate(int size) {
        if (size < content.length) {
            content = Arrays.copyOf(content, size);
            dirty.clear((size + BLOCK_BYTES - 1) / BLOCK_BYTES, Integer.MAX_VALUE);
            if (size % BLOCK_BYTES > 0) {
                dirty.set(size / BLOCK_BYTES);
            }
            unsynced.clear(size, Integer.MAX_VALUE);
            flipped.tailMap(size, true).clear();
        }
    }

    void sync() {
        onDisk = Arrays.copyOf(onDisk, content.length);
        dirty.stream().forEach(block -> copy(content, onDisk, block));
        dirty.clear();
        unsynced.clear();
    }

    /**
     * Some dirty blocks reach the disk and the others never will: they are clean for the next sync all the same, and may
     * have gone from the cache too.
     */
    void failSync(RandomGenerator chance) {
        if (chance.nextBoolean()) {
            onDisk = Arrays.copyOf(onDisk, content.length);
        }
        boolean evicted = chance.nextBoolean();
        for (int block = dirty.nextSetBit(0); block >= 0; block = dirty.nextSetBit(block + 1)) {
            if (chance.nextBoolean()) {
                copy(content, onDisk, block);
            } else if (evicted) {
                copy(onDisk, content, block);
            }
        }
        dirty.clear();
        unsynced.clear();
    }

    /**
     * The power was gone: of what was not synced, some is there, block by block, and the length is old, new or between. What
     * is not there reads as before, as zeros, or as rubbish; bytes that were synced are what they were.
     */
    void loseUnsynced(RandomGenerator chance) {
        int shorter = Math.min(content.length, onDisk.length);
        int longer = Math.max(content.length, onDisk.length);
        int length = switch (chance.nextInt(3)) {
            case 0 -> content.length;
            case 1 -> onDisk.length;
            default -> chance.nextInt(shorter, longer + 1);
        };
        byte[] survived = Arrays.copyOf(onDisk, length);
        for (int block = dirty.nextSetBit(0); block >= 0; block = dirty.nextSetBit(block + 1)) {
            switch (chance.nextInt(6)) {
                case 0, 1, 2 -> copy(content, survived, block);
                case 3 -> overwrite(survived, block, new byte[BLOCK_BYTES]);
                case 4 -> {
                    byte[] rubbish = new byte[BLOCK_BYTES];
                    chance.nextBytes(rubbish);
                    overwrite(survived, block, rubbish);
                }
                default -> {
                    // As before.
                }
            }
        }
        content = survived;
        onDisk = survived.clone();
        dirty.clear();
        unsynced.clear();
        flipped.tailMap(length, true).clear();
    }

    private void overwrite(byte[] survived, int block, byte[] with) {
        int start = block * BLOCK_BYTES;
        int end = Math.min(start + BLOCK_BYTES, survived.length);
        for (int at = unsynced.nextSetBit(start); at >= 0 && at < end; at = unsynced.nextSetBit(at + 1)) {
            survived[at] = with[at - start];
        }
    }

    private static void copy(byte[] from, byte[] to, int block) {
        int start = block * BLOCK_BYTES;
        int end = Math.min(start + BLOCK_BYTES, Math.min(from.length, to.length));
        if (end > start) {
            System.arraycopy(from, start, to, start, end - start);
        }
    }

    void flip(int position, int bit) {
        flipped.merge(position, (byte) (1 << bit), (one, other) -> (byte) (one ^ other));
    }

    void unflip() {
        flipped.clear();
    }
}
