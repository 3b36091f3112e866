package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.DeviceClock;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import io.liuhen.server.media.TrackStructure;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a film or a sound is put together: order, beginning, end, lengths. Pure. */
final class ContainerSigns {
    private static final Pattern TIMECODE = Pattern.compile("(\\d\\d):(\\d\\d):(\\d\\d)[:;]\\d\\d");
    private static final long HALF_DAY_SECONDS = 43_200;
    private static final long QUARTER_SECONDS = 900;

    private final MediaFacts facts;
    private final Structure structure;
    private final FileTolerances tolerances;
    private final Signs signs;

    ContainerSigns(String segment, MediaFacts facts, FileTolerances tolerances) {
        this.facts = facts;
        this.structure = facts.structure();
        this.tolerances = tolerances;
        this.signs = new Signs(segment);
    }

    List<Finding> found() {
        if (structure.parts().contains("ftyp") && !facts.format().startsWith("mov,")) {
            signs.add(
                    Kind.INDEX_MISSING,
                    "文件没有正常结束，缺少索引；画面是从数据中恢复的，没有声音，时间是估计的。",
                    "It was never finished and has no index; its pictures were found without it, without sound, and"
                            + " its times are estimates.",
                    Map.of("parts", structure.parts()));
        }
        creation();
        arranged();
        hidden();
        timecode();
        behind();
        lengths();
        if (facts.kind() == MediaKind.VIDEO && facts.audio().isEmpty()) {
            signs.add(Kind.SOUND_ABSENT, "录像没有声音。", "It has pictures and no sound.", Map.of());
        }
        return signs.found();
    }

    private void creation() {
        if (!structure.tracks().isEmpty() && structure.createdSeconds() == 0) {
            signs.add(
                    Kind.CREATION_UNSAID,
                    "文件头没有制作时间。",
                    "Its header says no time of creation.",
                    Map.of("createdSeconds", 0));
        }
    }

    private void arranged() {
        List<String> parts = structure.parts();
        int index = parts.indexOf("moov");
        int data = parts.indexOf("mdat");
        if (index < 0 || data < 0 || parts.contains("moof")) {
            return;
        }
        boolean spaceKept = parts.indexOf("free") == 1 && data == 2;
        if (index < data || spaceKept) {
            String order = String.join(", ", parts);
            signs.add(
                    Kind.PARTS_ARRANGED,
                    "文件各部分的顺序（" + order + "）像是录制后整理过的。",
                    "Its parts stand as in a file that was arranged after it was recorded: " + order + ".",
                    Map.of("parts", parts));
        }
    }

    private void hidden() {
        Optional<TrackStructure> most = structure.tracks().stream()
                .filter(track -> track.type().equals("vide") || track.type().equals("soun"))
                .max((a, b) -> Long.compare(a.skippedMicros(), b.skippedMicros()));
        if (most.isEmpty() || most.get().skippedMicros() <= FileTolerances.micros(tolerances.hidden())) {
            return;
        }
        long micros = most.get().skippedMicros();
        boolean phone =
                structure.brand().strip().equals("qt") && most.get().name().contains("Core Media");
        signs.add(
                phone ? Kind.BEGINNING_HIDDEN_BY_PHONE : Kind.BEGINNING_HIDDEN,
                "文件中有" + Signs.seconds(micros) + "秒开头被标记为不播放" + (phone ? "，手机自己也会这样写。" : "。"),
                "Players are told not to show the first " + Signs.seconds(micros) + " s of what the file holds"
                        + (phone ? ", as phones write it themselves." : "."),
                Map.of("millis", Signs.millis(micros), "track", most.get().type()));
    }

    /** Time codes of recorders are times of the day; zones are whole quarters of an hour apart. */
    private void timecode() {
        List<DeviceClock> clocks = DeviceClock.of(facts);
        Optional<LocalTime> code = clocks.stream()
                .filter(clock -> clock.source().equals("timecode"))
                .map(clock -> TIMECODE.matcher(clock.given()))
                .filter(Matcher::matches)
                .map(found -> found.group(1) + ":" + found.group(2) + ":" + found.group(3))
                .filter(text -> text.compareTo("24") < 0 && !text.startsWith("00:00:00"))
                .findFirst()
                .map(LocalTime::parse);
        Optional<LocalTime> header = clocks.stream()
                .filter(clock ->
                        clock.source().equals("creation_time") && !clock.local().isEmpty())
                .findFirst()
                .map(clock -> LocalDateTime.parse(clock.local()).toLocalTime());
        if (code.isEmpty() || header.isEmpty()) {
            return;
        }
        long seconds = Math.abs(Duration.between(code.get(), header.get()).toSeconds());
        seconds = Math.min(seconds, 2 * HALF_DAY_SECONDS - seconds) % QUARTER_SECONDS;
        seconds = Math.min(seconds, QUARTER_SECONDS - seconds);
        if (seconds > tolerances.clock().toSeconds()) {
            signs.add(
                    Kind.TIMECODE_DIFFERS,
                    "时间码" + code.get() + "与文件头时间" + header.get() + "相差" + seconds + "秒（不计时区）。",
                    "Its time code " + code.get() + " and its header's time " + header.get() + " are " + seconds
                            + " s apart, zones aside.",
                    Map.of(
                            "timecode",
                            code.get().toString(),
                            "header",
                            header.get().toString(),
                            "seconds",
                            seconds));
        }
    }

    private void behind() {
        behind(structure, signs);
    }

    /** Bytes behind the end, of a film or of a photo. */
    static void behind(Structure structure, Signs signs) {
        if (structure.trailingBytes() == 0) {
            return;
        }
        boolean known = !structure.trailing().isEmpty();
        signs.add(
                known ? Kind.BYTES_BEHIND_KNOWN : Kind.BYTES_BEHIND,
                "文件结尾之后还有" + structure.trailingBytes() + "字节" + (known ? "，是相机常见的附加数据。" : "。"),
                structure.trailingBytes() + " bytes stand behind its end"
                        + (known ? ", of a sort that cameras write (" + structure.trailing() + ")." : "."),
                Map.of("bytes", structure.trailingBytes(), "sort", structure.trailing()));
    }

    private void lengths() {
        Optional<StreamFacts> video = facts.video();
        Optional<StreamFacts> audio = facts.audio();
        if (video.isEmpty() || audio.isEmpty()) {
            return;
        }
        long apartMicros = FileTolerances.micros(tolerances.lengths());
        long lateMicros = audio.get().startMicros() - video.get().startMicros();
        if (lateMicros > apartMicros) {
            signs.add(
                    Kind.SOUND_LATE,
                    "声音比画面晚" + Signs.seconds(lateMicros) + "秒开始，预录缓存往往没有声音。",
                    "Sound begins " + Signs.seconds(lateMicros)
                            + " s after the picture, as where a buffer is kept without it.",
                    Map.of("millis", Signs.millis(lateMicros)));
        }
        if (video.get().durationMicros() == 0 || audio.get().durationMicros() == 0) {
            return;
        }
        long pictureEnd = video.get().startMicros() + video.get().durationMicros();
        long soundEnd = audio.get().startMicros() + audio.get().durationMicros();
        long difference = Math.abs(pictureEnd - soundEnd);
        if (difference > apartMicros) {
            signs.add(
                    Kind.LENGTHS_DIFFER,
                    "画面与声音的结束相差" + Signs.seconds(difference) + "秒。",
                    "Picture and sound end " + Signs.seconds(difference) + " s apart.",
                    Map.of(
                            "pictureMillis",
                            Signs.millis(video.get().durationMicros()),
                            "soundMillis",
                            Signs.millis(audio.get().durationMicros()),
                            "millis",
                            Signs.millis(difference)));
        }
    }
}
