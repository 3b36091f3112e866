package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.DeviceClock;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.Seen;
import io.liuhen.server.media.Seen.Stretch;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was seen and heard while a copy was made. Pure. */
final class ContentSigns {
    private static final DateTimeFormatter SATELLITES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final long QUARTER_SECONDS = 900;
    private static final int STRETCHES_NAMED = 16;

    private final MediaFacts facts;
    private final Seen seen;
    private final FileTolerances tolerances;
    private final Signs signs;

    ContentSigns(String segment, MediaFacts facts, Seen seen, FileTolerances tolerances) {
        this.facts = facts;
        this.seen = seen;
        this.tolerances = tolerances;
        this.signs = new Signs(segment);
    }

    List<Finding> found() {
        String looked = seen.everyPicture() ? "" : "（只看关键画面）";
        String lookedEnglish = seen.everyPicture() ? "" : " (key pictures alone were looked at)";
        stretches(
                Kind.BLACK, seen.black(), tolerances.black(), "画面全黑" + looked, "its picture is black" + lookedEnglish);
        stretches(
                Kind.FROZEN,
                seen.frozen(),
                tolerances.frozen(),
                "画面静止不动" + looked,
                "nothing moves in its picture" + lookedEnglish);
        stretches(Kind.SILENT, seen.silent(), tolerances.silent(), "没有声音", "nothing is heard");
        if (seen.damagedParts() > 0) {
            signs.add(
                    leavesOutSilence() ? Kind.PARTS_UNDECODED : Kind.PARTS_DAMAGED,
                    "有" + seen.damagedParts() + "处数据无法完整解码，播放副本只含可播放的部分。",
                    seen.damagedParts()
                            + " parts cannot be decoded, or not as a whole; the copy shows what is playable.",
                    Map.of("parts", seen.damagedParts()));
        }
        satellites();
        return signs.found();
    }

    private boolean leavesOutSilence() {
        return facts.video().isEmpty()
                && facts.audio()
                        .filter(sound -> sound.codec().startsWith("amr_"))
                        .isPresent();
    }

    private void stretches(Kind kind, List<Stretch> all, Duration tolerance, String chinese, String english) {
        List<Stretch> lasting = all.stream()
                .filter(stretch -> stretch.micros() > FileTolerances.micros(tolerance))
                .toList();
        if (lasting.isEmpty()) {
            return;
        }
        long total = lasting.stream().mapToLong(Stretch::micros).sum();
        Stretch first = lasting.get(0);
        signs.add(
                kind,
                "有" + lasting.size() + "段" + chinese + "，共" + Signs.seconds(total) + "秒，第一段从第"
                        + Signs.seconds(first.fromMicros()) + "秒开始。",
                "In " + lasting.size() + " stretches " + english + ", for " + Signs.seconds(total)
                        + " s together; the first begins at " + Signs.seconds(first.fromMicros()) + " s.",
                Map.of(
                        "fromMillis",
                        named(lasting).stream()
                                .map(each -> Signs.millis(each.fromMicros()))
                                .toList(),
                        "toMillis",
                        named(lasting).stream()
                                .map(each -> Signs.millis(each.toMicros()))
                                .toList(),
                        "count",
                        lasting.size(),
                        "millis",
                        Signs.millis(total)));
    }

    private static List<Stretch> named(List<Stretch> stretches) {
        return stretches.subList(0, Math.min(STRETCHES_NAMED, stretches.size()));
    }

    /** Recorders write local time and call it UTC: whole quarters of an hour are zones, the rest is a clock. */
    private void satellites() {
        Optional<LocalDateTime> header = DeviceClock.of(facts).stream()
                .filter(clock ->
                        clock.source().equals("creation_time") && !clock.local().isEmpty())
                .findFirst()
                .map(clock -> LocalDateTime.parse(clock.local()));
        if (seen.satelliteTime().isEmpty() || header.isEmpty()) {
            return;
        }
        Optional<LocalDateTime> began = satelliteTime();
        if (began.isEmpty()) {
            return;
        }
        long seconds = Duration.between(header.get(), began.get()).toSeconds();
        long fromZones = Math.floorMod(seconds + QUARTER_SECONDS / 2, QUARTER_SECONDS) - QUARTER_SECONDS / 2;
        if (Math.abs(fromZones) > tolerances.clock().toSeconds()) {
            signs.add(
                    Kind.SATELLITES_DIFFER,
                    "卫星时间" + began.get() + "（UTC）与文件头时间" + header.get() + "相差" + fromZones + "秒（不计时区）。",
                    "Satellites told " + began.get() + " (UTC), its header " + header.get() + ": " + fromZones
                            + " s apart, zones aside.",
                    Map.of(
                            "satellites",
                            began.get().toString(),
                            "header",
                            header.get().toString(),
                            "seconds",
                            fromZones));
        }
    }

    private Optional<LocalDateTime> satelliteTime() {
        try {
            return Optional.of(
                    LocalDateTime.parse(seen.satelliteTime(), SATELLITES).minusNanos(seen.satelliteMicros() * 1000));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
