package io.liuhen.storage.check;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * From names, of which 128 bits of a digest are kept, to a number and a mark; 32 bytes for each, doubled by free places.
 * Not thread-safe.
 */
final class Table {
    private static final int INITIAL = 1 << 10;

    private long[] high = new long[INITIAL];
    private long[] low = new long[INITIAL];
    private long[] numbers = new long[INITIAL];
    private long[] marks = new long[INITIAL];
    private int size;

    /** A name's bits; both 0 is a free place, which no digest is. */
    record Name(long high, long low) {}

    static Name name(String text) {
        ByteBuffer bits = ByteBuffer.wrap(Digests.of(text.getBytes(StandardCharsets.UTF_8)));
        return new Name(bits.getLong(), bits.getLong());
    }

    int size() {
        return size;
    }

    /** The number that was put last; 0 for a name that is not there. */
    long number(Name name) {
        return numbers[place(name)];
    }

    long mark(Name name) {
        return marks[place(name)];
    }

    void put(Name name, long number, long mark) {
        int place = place(name);
        if (high[place] == 0 && low[place] == 0) {
            size++;
            high[place] = name.high();
            low[place] = name.low();
        }
        numbers[place] = number;
        marks[place] = mark;
        if (size * 2 > high.length) {
            grow();
        }
    }

    private int place(Name name) {
        int place = (int) (name.high() & (high.length - 1));
        while ((high[place] != name.high() || low[place] != name.low()) && (high[place] != 0 || low[place] != 0)) {
            place = (place + 1) & (high.length - 1);
        }
        return place;
    }

    private void grow() {
        Table larger = new Table();
        int length = high.length * 2;
        larger.high = new long[length];
        larger.low = new long[length];
        larger.numbers = new long[length];
        larger.marks = new long[length];
        for (int i = 0; i < high.length; i++) {
            if (high[i] != 0 || low[i] != 0) {
                larger.put(new Name(high[i], low[i]), numbers[i], marks[i]);
            }
        }
        high = larger.high;
        low = larger.low;
        numbers = larger.numbers;
        marks = larger.marks;
    }
}
