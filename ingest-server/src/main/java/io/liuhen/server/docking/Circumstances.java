package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Which device it is, and how it came to be asked what it holds.
 *
 * @param dock empty where a device announces its own files
 * @param dockedAt when it was put into the dock, or came to a line: ISO 8601 with an offset
 * @param deviceClock what the device's clock showed, as it showed it; empty where nobody looked
 * @param dockClock what the dock's clock showed in the same moment; empty where nobody looked
 */
public record Circumstances(
        String device,
        String dock,
        OffsetDateTime dockedAt,
        Optional<OffsetDateTime> deviceClock,
        Optional<OffsetDateTime> dockClock) {
    /** What they are called in JSON. */
    static final List<String> MEMBERS = List.of("device", "dock", "dockedAt", "deviceClock", "dockClock");

    /** The longest name of a device, in characters. */
    static final int NAME_MAX = 256;

    /** Refuses what says too little, or too much. */
    public Circumstances {
        if (device.isBlank() || device.length() > NAME_MAX || dock.length() > NAME_MAX) {
            throw new IllegalArgumentException("device names the recorder, in 1 to " + NAME_MAX + " characters");
        }
        if (deviceClock.isPresent() != dockClock.isPresent()) {
            throw new IllegalArgumentException(
                    "deviceClock and dockClock are read in the same moment: send both or none");
        }
    }

    /**
     * Reads what was sent, or is stored.
     *
     * @throws IllegalArgumentException with a sentence for the client
     */
    static Circumstances of(JsonNode json) {
        return new Circumstances(
                json.path("device").asText(),
                json.path("dock").asText(),
                time(json, "dockedAt").orElseThrow(() -> new IllegalArgumentException("dockedAt is missing")),
                time(json, "deviceClock"),
                time(json, "dockClock"));
    }

    private static Optional<OffsetDateTime> time(JsonNode json, String name) {
        JsonNode text = json.path(name);
        if (text.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text.asText()));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    name + " is a time with an offset, such as 2026-11-20T14:30:00+08:00", e);
        }
    }

    /** With seconds, whatever they are. */
    private static String text(OffsetDateTime time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }

    /** How far the device's clock was ahead of the dock's; empty where nobody looked. */
    public Optional<Duration> clockAhead() {
        return deviceClock.flatMap(device -> dockClock.map(dock -> Duration.between(dock, device)));
    }

    /** As they are stored and shown. */
    public ObjectNode json() {
        ObjectNode json = CanonicalJson.object().put("device", device).put("dockedAt", text(dockedAt));
        if (!dock.isEmpty()) {
            json.put("dock", dock);
        }
        deviceClock.ifPresent(time -> json.put("deviceClock", text(time)));
        dockClock.ifPresent(time -> json.put("dockClock", text(time)));
        clockAhead().ifPresent(ahead -> json.put("clockAheadMillis", ahead.toMillis()));
        return json;
    }
}
