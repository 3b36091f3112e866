package io.liuhen.server.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.importing.Remote.Answer;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a server says of the files of a folder: announced to it in as many parts as it takes, and asked for page by page.
 * Confined to one thread; blocks.
 */
final class Listing {
    /** Below what a server takes: 5,000 files and 2 MiB. */
    private static final int FILES_MAX = 4000;

    private static final int BYTES_MAX = 1 << 20;
    private static final long PAUSE_SECONDS = 2;
    private static final long PAUSE_SECONDS_MAX = 30;
    private static final int NO_ROOM = 507;

    private final Remote remote;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final List<String> dockings = new ArrayList<>();

    /** @param patienceNanos how long a server may have no time for an answer */
    Listing(Remote remote, long patienceNanos, LongSupplier nanoTime) {
        this.remote = remote;
        this.patienceNanos = patienceNanos;
        this.nanoTime = nanoTime;
    }

    /** The server will not have it, and says why. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * What the server has of a file.
     *
     * @param state in its words
     * @param id of the segment or the upload; empty where there is none
     */
    record Known(String state, String id) {
        static Known nothing() {
            return new Known("missing", "");
        }

        private static Known of(JsonNode file) {
            String upload = file.path("upload").asText();
            return new Known(file.path("state").asText(), file.path("segment").asText(upload));
        }
    }

    /** Announces all files. Of one docking, however many announcements it takes. */
    void announce(ObjectNode about, List<SourceFile> files) throws IOException, InterruptedException, RefusedException {
        ArrayNode part = about.arrayNode();
        long bytes = 0;
        for (SourceFile file : files) {
            ObjectNode entry = CanonicalJson.object()
                    .put("name", file.name())
                    .put("length", file.lengthBytes())
                    .put("modifiedAt", file.modifiedAt().toString());
            int more = CanonicalJson.write(entry).length + 1;
            if (part.size() == FILES_MAX || bytes + more > BYTES_MAX) {
                announce(about, part);
                part = about.arrayNode();
                bytes = 0;
            }
            part.add(entry);
            bytes += more;
        }
        if (dockings.isEmpty() || !part.isEmpty()) {
            announce(about, part);
        }
    }

    private void announce(ObjectNode about, ArrayNode files)
            throws IOException, InterruptedException, RefusedException {
        ObjectNode announcement = about.deepCopy();
        announcement.set("files", files);
        Answer announced = insist(() -> remote.announce(announcement));
        if (!announced.ok()) {
            throw new RefusedException("the server does not take the announcement: " + announced.complaint());
        }
        dockings.add(announced.location().orElseThrow(() -> new IOException("the server told no docking")));
    }

    /** What the server has, by the file's name. */
    Map<String, Known> known() throws IOException, InterruptedException, RefusedException {
        Map<String, Known> known = new LinkedHashMap<>();
        for (String docking : dockings) {
            pages(docking, "", file -> known.put(file.path("name").asText(), Known.of(file)));
        }
        return known;
    }

    /** The names of files that it misses. */
    List<String> missing() throws IOException, InterruptedException, RefusedException {
        List<String> names = new ArrayList<>();
        for (String docking : dockings) {
            pages(docking, "&state=open", file -> names.add(file.path("name").asText()));
        }
        return names;
    }

    /** Where people see the same. */
    String address() {
        return String.join(", ", dockings);
    }

    private void pages(String docking, String asked, Consumer<JsonNode> file)
            throws IOException, InterruptedException, RefusedException {
        String cursor = "0";
        while (!cursor.isEmpty()) {
            String page = docking + "?cursor=" + cursor + asked;
            Answer answer = insist(() -> remote.get(page));
            if (!answer.ok()) {
                throw new RefusedException("the server does not say what it has: " + answer.complaint());
            }
            answer.body().path("files").forEach(file);
            cursor = answer.body().path("next").asText();
        }
    }

    /** Asks until there is an answer that is not of the moment. */
    private Answer insist(Remote.Asking asking) throws IOException, InterruptedException {
        long beganNanos = nanoTime.getAsLong();
        Answer answer = asking.ask();
        while (answer.passing() && answer.status() != NO_ROOM && nanoTime.getAsLong() - beganNanos < patienceNanos) {
            TimeUnit.SECONDS.sleep(Math.min(answer.retryAfterSeconds().orElse(PAUSE_SECONDS), PAUSE_SECONDS_MAX));
            answer = asking.ask();
        }
        return answer;
    }
}
