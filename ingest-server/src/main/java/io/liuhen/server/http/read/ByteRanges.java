package io.liuhen.server.http.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header {@code Range} (RFC 9110 §14.1) for one length. Pure. */
final class ByteRanges {
    /** More ranges than this in one request are nobody's player: the whole is sent instead. */
    static final int RANGES_MAX = 16;

    private static final String UNIT = "bytes=";
    private static final Pattern RANGE = Pattern.compile("\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    private ByteRanges() {}

    /** Some bytes: from the first to before the last. */
    record ByteRange(long from, long to) {
        long length() {
            return to - from;
        }

        String contentRange(long totalLength) {
            return "bytes " + from + "-" + (to - 1) + "/" + totalLength;
        }
    }

    /**
     * The ranges that a header asks for.
     *
     * @return empty if the header is to be ignored; an empty list if nothing that it asks for is there
     */
    static Optional<List<ByteRange>> parse(String header, long length) {
        if (!header.startsWith(UNIT)) {
            return Optional.empty();
        }
        List<ByteRange> ranges = new ArrayList<>();
        String[] parts = header.substring(UNIT.length()).split(",", -1);
        if (parts.length > RANGES_MAX) {
            return Optional.empty();
        }
        for (String part : parts) {
            Matcher match = RANGE.matcher(part);
            if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
                return Optional.empty();
            }
            if (!match.group(1).isEmpty()
                    && !match.group(2).isEmpty()
                    && Long.parseLong(match.group(1)) > Long.parseLong(match.group(2))) {
                return Optional.empty();
            }
            range(match.group(1), match.group(2), length).ifPresent(ranges::add);
        }
        return Optional.of(ranges);
    }

    private static Optional<ByteRange> range(String first, String last, long length) {
        if (first.isEmpty()) {
            long count = Math.min(Long.parseLong(last), length);
            return count == 0 ? Optional.empty() : Optional.of(new ByteRange(length - count, length));
        }
        long from = Long.parseLong(first);
        long to = last.isEmpty() ? length : Math.min(Long.parseLong(last) + 1, length);
        return from < length ? Optional.of(new ByteRange(from, to)) : Optional.empty();
    }
}
