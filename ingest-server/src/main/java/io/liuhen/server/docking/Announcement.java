package io.liuhen.server.docking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a dock, or a device by itself, says that the device holds.
 *
 * @param dock empty where a device announces its own files
 * @param dockedAt when it was put into the dock, or came to a line: ISO 8601 with an offset
 * @param deviceClock what the device's clock showed, as it showed it; empty where nobody looked
 * @param dockClock what the dock's clock showed in the same moment; empty where nobody looked
 * @param files the whole listing
 */
public record Announcement(
        String device,
        String dock,
        OffsetDateTime dockedAt,
        Optional<OffsetDateTime> deviceClock,
        Optional<OffsetDateTime> dockClock,
        List<AnnouncedFile> files) {
    /** The longest listing. */
    public static final int FILES_MAX = 5000;

    private static final int NAME_MAX = 256;

    /** Refuses an announcement that says too little, or too much. */
    public Announcement {
        if (device.isBlank() || device.length() > NAME_MAX || dock.length() > NAME_MAX) {
            throw new IllegalArgumentException("device names the recorder, in 1 to " + NAME_MAX + " characters");
        }
        if (deviceClock.isPresent() != dockClock.isPresent()) {
            throw new IllegalArgumentException(
                    "deviceClock and dockClock are read in the same moment: send both or none");
        }
        files = List.copyOf(files);
        if (files.size() > FILES_MAX) {
            throw new IllegalArgumentException("an announcement has at most " + FILES_MAX + " files; send several");
        }
        Set<String> names = new HashSet<>();
        for (AnnouncedFile file : files) {
            if (!names.add(file.name())) {
                throw new IllegalArgumentException("\"" + file.name() + "\" is listed twice");
            }
        }
    }

    /**
     * Reads what was sent.
     *
     * @throws IllegalArgumentException with a sentence for the client
     */
    public static Announcement of(JsonNode json) {
        if (!json.path("files").isArray()) {
            throw new IllegalArgumentException("files is the list of all files that the device holds; it may be empty");
        }
        List<AnnouncedFile> files = new ArrayList<>();
        json.path("files").forEach(file -> files.add(AnnouncedFile.of(file)));
        return new Announcement(
                json.path("device").asText(),
                json.path("dock").asText(),
                time(json, "dockedAt").orElseThrow(() -> new IllegalArgumentException("dockedAt is missing")),
                time(json, "deviceClock"),
                time(json, "dockClock"),
                files);
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

    /** As it is stored and shown, without the files. */
    public ObjectNode head() {
        ObjectNode json = CanonicalJson.object().put("device", device).put("dockedAt", text(dockedAt));
        if (!dock.isEmpty()) {
            json.put("dock", dock);
        }
        deviceClock.ifPresent(time -> json.put("deviceClock", text(time)));
        dockClock.ifPresent(time -> json.put("dockClock", text(time)));
        clockAhead().ifPresent(ahead -> json.put("clockAheadMillis", ahead.toMillis()));
        return json;
    }

    /** As it is stored. */
    ObjectNode json() {
        ObjectNode json = head();
        ArrayNode list = json.putArray("files");
        files.forEach(file -> list.add(file.json()));
        return json;
    }
}
