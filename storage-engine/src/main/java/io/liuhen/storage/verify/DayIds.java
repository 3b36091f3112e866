package io.liuhen.storage.verify;

import io.liuhen.storage.format.SegmentId;
import java.util.Arrays;
import java.util.UUID;

/** Ids in their order, in 16 bytes each: a date may have a hundred thousand. Confined to one thread. */
final class DayIds {
    private long[] high = new long[64];
    private long[] low = new long[64];
    private int size;

    /** Adds one that comes after all others. */
    void add(SegmentId id) {
        if (size == high.length) {
            high = Arrays.copyOf(high, size * 2);
            low = Arrays.copyOf(low, size * 2);
        }
        high[size] = id.uuid().getMostSignificantBits();
        low[size] = id.uuid().getLeastSignificantBits();
        size++;
    }

    int size() {
        return size;
    }

    SegmentId get(int place) {
        return new SegmentId(new UUID(high[place], low[place]));
    }

    /** Where an id is; negative if it is not there. */
    int find(SegmentId id) {
        int from = 0;
        int to = size - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int order = get(middle).compareTo(id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }
}
