package io.liuhen.server.http.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.http.read.ByteRanges.ByteRange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header Range by RFC 9110 §14: what it asks for, what is not there, and what is no range at all. */
final class ByteRangesTest {
    private static final long LENGTH = 1000;

    private static Optional<List<ByteRange>> parse(String header) {
        return ByteRanges.parse(header, LENGTH);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-499, 0, 500",
        "bytes=500-, 500, 1000",
        "bytes=999-, 999, 1000",
        "bytes=500-5000, 500, 1000",
        "bytes=0-999999999999999999, 0, 1000",
        "bytes=-1, 999, 1000",
        "bytes=-1000, 0, 1000",
        "bytes=-5000, 0, 1000",
        "'bytes= 5-9 ', 5, 10",
        "bytes=007-008, 7, 9",
    })
    void oneRange(String header, long from, long to) {
        assertEquals(Optional.of(List.of(new ByteRange(from, to))), parse(header));
    }

    @Test
    void severalRangesInTheOrderInWhichTheyWereAskedForOverlappingOrNot() {
        assertEquals(
                Optional.of(List.of(new ByteRange(500, 600), new ByteRange(0, 10), new ByteRange(5, 1000))),
                parse("bytes=500-599, 0-9 ,5-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-1000", "bytes=5000-6000", "bytes=-0", "bytes=1000-,2000-"})
    void whatIsNotThere(String header) {
        assertEquals(Optional.of(List.of()), parse(header));
    }

    @Test
    void ofSeveralThoseThatAreThere() {
        assertEquals(Optional.of(List.of(new ByteRange(0, 1))), parse("bytes=5000-,0-0,-0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=9-5",
                "bytes=0-1,9-5",
                "bytes=0-1,",
                "bytes=a-b",
                "bytes=1-2-3",
                "bytes=--1",
                "bytes=0x1-2",
                "bytes=1.5-2",
                "bytes=１-２",
                "bytes=9999999999999999999-",
                "octets=0-1",
                "Bytes 0-1",
                "0-1"
            })
    void whatIsNoRangeIsIgnored(String header) {
        assertEquals(Optional.empty(), parse(header));
    }

    @Test
    void moreRangesThanAPlayerAsksForAreIgnored() {
        String sixteen = IntStream.range(0, 16).mapToObj(i -> i + "-" + i).collect(Collectors.joining(","));
        assertEquals(16, parse("bytes=" + sixteen).orElseThrow().size());
        assertEquals(Optional.empty(), parse("bytes=" + sixteen + ",16-16"));
    }

    @Test
    void nothingHasNoRanges() {
        assertEquals(Optional.of(List.of()), ByteRanges.parse("bytes=0-", 0));
        assertEquals(Optional.of(List.of()), ByteRanges.parse("bytes=-5", 0));
    }

    @Test
    void aRangeSaysWhereItIs() {
        assertEquals("bytes 5-9/1000", new ByteRange(5, 10).contentRange(LENGTH));
        assertEquals(5, new ByteRange(5, 10).length());
    }
}
