package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether the pieces of a take follow each other without a break: "音像记录开始后，在同一执法地点不得断续记录" (望花第十二条),
 * "进行全程不间断记录" (吉林民政实施办法第十四条). Pure.
 */
public final class Continuity {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final int NUMBERS_NAMED_MAX = 100;

    private final Tolerances tolerances;

    public Continuity(Tolerances tolerances) {
        this.tolerances = tolerances;
    }

    /** What is to be seen in one take, whatever the order of its pieces. */
    public List<Finding> of(List<Piece> pieces) {
        List<Piece> ordered = pieces.stream()
                .sorted(Comparator.comparing((Piece piece) -> piece.number().orElse(Integer.MAX_VALUE))
                        .thenComparing(piece -> piece.start().orElse(piece.received()))
                        .thenComparing(Piece::segment))
                .toList();
        List<Finding> found = new ArrayList<>(numbers(ordered));
        for (int i = 1; i < ordered.size(); i++) {
            between(ordered.get(i - 1), ordered.get(i)).ifPresent(found::add);
        }
        return found;
    }

    private static List<Finding> numbers(List<Piece> pieces) {
        TreeMap<Integer, List<String>> byNumber = new TreeMap<>();
        for (Piece piece : pieces) {
            piece.number()
                    .ifPresent(number -> byNumber.computeIfAbsent(number, none -> new ArrayList<>())
                            .add(piece.segment()));
        }
        List<Finding> found = new ArrayList<>();
        if (!byNumber.isEmpty()) {
            missing(new TreeSet<>(byNumber.keySet())).ifPresent(found::add);
        }
        byNumber.forEach((number, segments) -> {
            if (segments.size() > 1) {
                found.add(new Finding(
                        Kind.NUMBER_TWICE,
                        "有" + segments.size() + "个片段的序号都是" + number + "。",
                        segments.size() + " segments have the number " + number + ".",
                        segments,
                        Map.of("number", number)));
            }
        });
        return found;
    }

    private static Optional<Finding> missing(NavigableSet<Integer> numbers) {
        // A take counts from 1; what follows the last that is here nobody can know.
        List<Integer> missing = new ArrayList<>();
        int expected = 1;
        int count = 0;
        for (int number : numbers) {
            int lacking = Math.max(0, number - expected);
            IntStream.range(expected, expected + Math.min(lacking, NUMBERS_NAMED_MAX - missing.size()))
                    .forEach(missing::add);
            count += lacking;
            expected = Math.max(expected, number) + 1;
        }
        if (count == 0) {
            return Optional.empty();
        }
        String named = missing.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (count > missing.size() ? ", …" : "");
        return Optional.of(new Finding(
                Kind.NUMBER_MISSING,
                "缺少序号为" + named + "的片段。",
                "Missing are the segments numbered " + named + ".",
                List.of(),
                Map.of("numbers", missing, "count", count)));
    }

    private Optional<Finding> between(Piece before, Piece after) {
        if (before.end().isEmpty() || after.start().isEmpty()) {
            return Optional.of(new Finding(
                    Kind.TIME_UNKNOWN,
                    "缺少时间或时长，无法判断两个片段是否连续。",
                    "Whether these two follow each other cannot be told: a time or a length is not known.",
                    List.of(before.segment(), after.segment()),
                    Map.of()));
        }
        Instant end = before.end().get();
        Instant start = after.start().get();
        Duration distance = Duration.between(end, start);
        if (start.isBefore(before.start().orElseThrow())) {
            return Optional.of(step(before, after, start));
        }
        if (distance.compareTo(tolerances.gap()) > 0) {
            return Optional.of(
                    finding(Kind.GAP, before, after, distance, "之间有", "秒没有记录", "between which", "s are not recorded"));
        }
        Duration both = distance.negated();
        if (both.compareTo(tolerances.buffer()) > 0) {
            return Optional.of(finding(Kind.OVERLAP, before, after, both, "重叠", "秒", "which overlap by", "s"));
        }
        if (both.compareTo(tolerances.gap()) > 0) {
            return Optional.of(finding(
                    Kind.BUFFER,
                    before,
                    after,
                    both,
                    "重叠",
                    "秒，在预录时间之内",
                    "which overlap by",
                    "s, no more than a buffer"));
        }
        return Optional.empty();
    }

    private static Finding step(Piece before, Piece after, Instant start) {
        Duration back = Duration.between(start, before.start().orElseThrow());
        double seconds = seconds(back);
        return new Finding(
                Kind.CLOCK_STEP,
                "后一片段的开始时间比前一片段早" + seconds + "秒，设备时钟可能被调整过。",
                "The later segment begins " + seconds + " s before the earlier one: the clock may have been set.",
                List.of(before.segment(), after.segment()),
                Map.of("millis", back.toMillis()));
    }

    private static Finding finding(
            Kind kind,
            Piece before,
            Piece after,
            Duration duration,
            String chineseBefore,
            String chineseAfter,
            String englishBefore,
            String englishAfter) {
        double seconds = seconds(duration);
        return new Finding(
                kind,
                "两个片段" + chineseBefore + seconds + chineseAfter + "。",
                "Two segments " + englishBefore + " " + seconds + " " + englishAfter + ".",
                List.of(before.segment(), after.segment()),
                Map.of(
                        "millis",
                        duration.toMillis(),
                        "from",
                        before.end().orElseThrow().toString(),
                        "to",
                        after.start().orElseThrow().toString()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }
}
