package io.liuhen.server.recorder;

import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.DeviceClock;
import io.liuhen.server.media.MediaFacts;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a file's name agrees with who sent it and with the file. Pure. */
public final class NameSigns {
    private static final long QUARTER_SECONDS = 900;

    private final Duration tolerance;

    /** @param tolerance between two clocks of one device; a name may also tell the beginning or the end */
    public NameSigns(Duration tolerance) {
        this.tolerance = tolerance;
    }

    /** What is to be seen. */
    public List<Finding> of(String segment, String device, NameReading name, MediaFacts facts) {
        List<Finding> found = new ArrayList<>();
        if (name.device().filter(named -> !named.equalsIgnoreCase(device)).isPresent()) {
            String named = name.device().orElseThrow();
            found.add(new Finding(
                    Kind.NAME_OF_OTHER_DEVICE,
                    "文件名中的设备号" + named + "与上传的设备" + device + "不同。",
                    "Its name tells the device " + named + ", but " + device + " is who sent it.",
                    List.of(segment),
                    Map.of("named", named, "device", device)));
        }
        Optional<LocalDateTime> header = DeviceClock.of(facts).stream()
                .filter(clock ->
                        clock.source().equals("creation_time") && !clock.local().isEmpty())
                .findFirst()
                .map(clock -> LocalDateTime.parse(clock.local()));
        if (header.isPresent() && name.at().isPresent()) {
            differ(segment, name.at().get(), header.get(), facts).ifPresent(found::add);
        }
        return found;
    }

    /** Zones are whole quarters of an hour apart, and some recorders write a header's time when they end. */
    private Optional<Finding> differ(String segment, LocalDateTime named, LocalDateTime header, MediaFacts facts) {
        long seconds = Duration.between(named, header).toSeconds();
        long fromBegin = fromZones(seconds);
        long fromEnd = fromZones(seconds - facts.durationMicros() / 1_000_000);
        if (Math.min(fromBegin, fromEnd) <= tolerance.toSeconds()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                Kind.NAME_TIME_DIFFERS,
                "文件名的时间" + named + "与文件头时间" + header + "相差" + fromBegin + "秒（不计时区）。",
                "Its name tells " + named + ", its header " + header + ": " + fromBegin + " s apart, zones aside.",
                List.of(segment),
                Map.of("named", named.toString(), "header", header.toString(), "seconds", seconds)));
    }

    private static long fromZones(long seconds) {
        long rest = Math.floorMod(seconds, QUARTER_SECONDS);
        return Math.min(rest, QUARTER_SECONDS - rest);
    }
}
