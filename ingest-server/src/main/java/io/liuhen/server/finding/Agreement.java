package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the times that are told of one piece agree: what the device said, what its file says, when it came. Nothing can
 * be compared with a document's time (吉林民政设备办法第九条) that does not agree with itself. Pure.
 */
public final class Agreement {
    private static final double MILLIS_PER_SECOND = 1000;

    /** Zones are whole quarters of an hour apart, at most from UTC-12 to UTC+14. */
    private static final long QUARTER_SECONDS = 900;

    private static final Duration ZONES_MAX = Duration.ofHours(26);

    private final Tolerances tolerances;

    public Agreement(Tolerances tolerances) {
        this.tolerances = tolerances;
    }

    /** What is to be seen in one piece. */
    public List<Finding> of(Piece piece) {
        List<Finding> found = new ArrayList<>();
        piece.claimed()
                .ifPresent(claimed -> piece.container()
                        .flatMap(container -> differ(piece, Duration.between(container, claimed)))
                        .ifPresent(found::add));
        piece.end().or(piece::start).ifPresent(end -> {
            Duration ahead = Duration.between(piece.received(), end);
            if (ahead.compareTo(tolerances.ahead()) > 0) {
                double seconds = ahead.toMillis() / MILLIS_PER_SECOND;
                found.add(new Finding(
                        Kind.AHEAD_OF_RECEIPT,
                        "所称结束时间比接收时间晚" + seconds + "秒，设备时钟可能不准。",
                        "It claims to have ended " + seconds + " s after it came: the device's clock may be wrong.",
                        List.of(piece.segment()),
                        Map.of("millis", ahead.toMillis())));
            }
        });
        return found;
    }

    private Optional<Finding> differ(Piece piece, Duration difference) {
        Duration size = difference.abs();
        if (size.compareTo(tolerances.clock()) <= 0) {
            return Optional.empty();
        }
        double seconds = difference.toMillis() / MILLIS_PER_SECOND;
        long quarters = Math.round(size.toMillis() / MILLIS_PER_SECOND / QUARTER_SECONDS);
        Duration fromZones = size.minusSeconds(quarters * QUARTER_SECONDS).abs();
        boolean zones = quarters > 0 && size.compareTo(ZONES_MAX) <= 0 && fromZones.compareTo(tolerances.clock()) <= 0;
        return Optional.of(
                zones
                        ? new Finding(
                                Kind.ZONE_UNCLEAR,
                                "设备所称时间与文件内时间相差" + seconds + "秒，应是时区不同。",
                                "What the device said and what its file says are " + seconds
                                        + " s apart, as two zones are.",
                                List.of(piece.segment()),
                                Map.of("millis", difference.toMillis()))
                        : new Finding(
                                Kind.TIMES_DIFFER,
                                "设备所称时间与文件内时间相差" + seconds + "秒。",
                                "What the device said and what its file says are " + seconds + " s apart.",
                                List.of(piece.segment()),
                                Map.of("millis", difference.toMillis())));
    }
}
