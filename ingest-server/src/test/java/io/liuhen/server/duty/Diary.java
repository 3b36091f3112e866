package io.liuhen.server.duty;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a case's obligations were, and when they changed: written below {@code target/lives}, to be read by people. */
final class Diary {
    private final Path file;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private Map<String, String> before = Map.of();

    Diary(String pack) {
        file = Path.of("target", "lives", pack + ".txt");
    }

    /** What somebody with this id is called. */
    void call(String id, String name) {
        names.put(id, name);
    }

    /** Writes down what has changed since the last time. */
    void note(Agency agency, String what, String file) {
        lines.add("");
        lines.add(LocalDateTime.ofInstant(agency.now(), Agency.ZONE) + "  " + what);
        JsonNode asked = agency.get("/cases/" + file + "/obligations");
        Map<String, String> now = new LinkedHashMap<>();
        for (JsonNode each : asked.path("acts")) {
            now.put(
                    name(each.path("act")) + " · 音像记录",
                    each.path("state").asText() + " (" + each.path("why").asText() + ")" + cites(each));
        }
        for (JsonNode each : asked.path("obligations")) {
            String until = each.path("until").asText();
            now.put(
                    name(each.path("subject")) + " · " + each.path("what").asText(),
                    each.path("state").asText()
                            + (until.isEmpty() ? "" : " until " + local(until))
                            + (each.has("delay") ? " [" + each.path("delay").asText() + "]" : "")
                            + "  " + each.path("article").asText() + " “"
                            + each.path("words").asText() + "”");
        }
        now.forEach((key, value) -> {
            if (!value.equals(before.get(key))) {
                lines.add("    " + key + ": " + value);
            }
        });
        before = now;
        write();
    }

    private String name(JsonNode id) {
        return names.getOrDefault(id.asText(), id.asText());
    }

    private static String cites(JsonNode act) {
        StringBuilder text = new StringBuilder();
        act.path("cites")
                .forEach(each -> text.append("  ")
                        .append(each.path("article").asText())
                        .append(" “")
                        .append(each.path("words").asText())
                        .append('”'));
        return text.toString();
    }

    private static String local(String instant) {
        return LocalDateTime.ofInstant(Instant.parse(instant), Agency.ZONE).toString();
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
