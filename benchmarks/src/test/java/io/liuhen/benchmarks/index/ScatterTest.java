package io.liuhen.benchmarks.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScatterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1_000, 1_023, 1_024, 65_537})
    void everyNumberIsFoundOnceInTheOrderOfItsPlace(long count) {
        Scatter scatter = Scatter.of(count);
        long[] found = scatter.inOrder().toArray();
        long[] sorted = found.clone();
        Arrays.sort(sorted);
        assertArrayEquals(LongStream.range(0, count).toArray(), sorted);
        long[] places = Arrays.stream(found).map(scatter::place).toArray();
        assertArrayEquals(Arrays.stream(places).sorted().distinct().toArray(), places);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_000_000})
    void neighboursAreFarApart(long count) {
        Scatter scatter = Scatter.of(count);
        long all = 1L << scatter.bits();
        double distance = LongStream.range(0, 900)
                .map(number -> Math.abs(scatter.place(number + 1) - scatter.place(number)))
                .average()
                .orElseThrow();
        assertFalse(distance < all / 5.0, "on average " + distance + " of " + all);
        assertEquals(count, scatter.count());
    }
}
