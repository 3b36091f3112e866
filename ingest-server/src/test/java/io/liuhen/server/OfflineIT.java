package io.liuhen.server;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Http;
import io.liuhen.server.testing.Program;
import io.liuhen.server.testing.Tus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a store that no server has open: what they print, and how they end. */
final class OfflineIT {
    @TempDir
    private Path folder;

    private Program server() {
        return new Program("--data", folder.toString(), "--port", "0", "--management-port", "0");
    }

    /** What a command printed; fails unless it ended so. */
    private String runs(int exitStatus, String... words) {
        List<String> line = new ArrayList<>(Arrays.asList(words));
        line.addAll(List.of("--data", folder.toString()));
        try (Program program = new Program(line.toArray(String[]::new))) {
            String printed = program.printed();
            assertEquals(exitStatus, program.exitStatus(), printed);
            return printed;
        }
    }

    @Test
    void aLostIndexIsFoundMissingMadeAgainAndAnswersAsBefore() throws IOException {
        String id;
        String open;
        String before;
        String custody;
        try (Program program = server()) {
            Http http = program.untilItListens();
            Tus tus = new Tus(http);
            id = tus.upload(bytes(100_000, 1), "filename", "夜间.mp4", "device", "ZFY-1", "case", "案 7");
            open = tus.create(5000);
            tus.patch(open, 0, bytes(2000, 2)).expect(204);
            before = settled(http, id);
            custody = http.get("/custody?subject=" + id).expect(200).text();
            assertTrue(runs(3, "store", "check").contains("in use"));
            program.signal();
            assertEquals(0, program.exitStatus());
        }
        String sound = runs(0, "store", "check");
        assertTrue(sound.contains("checked 1 segments (100000 bytes read)"), sound);
        assertTrue(sound.contains("0 findings"), sound);
        assertTrue(sound.contains("note  staging/" + Tus.id(open)), sound);

        loseIndex();
        String missing = runs(1, "store", "check", "--quick", "--json");
        assertTrue(missing.contains("{\"sort\":\"missing\",\"path\":\"index\""), missing);
        try (Program refused = server()) {
            assertTrue(refused.printed().contains("index rebuild"));
            assertEquals(1, refused.exitStatus());
        }
        String rebuilt = runs(0, "index", "rebuild");
        assertTrue(rebuilt.contains("the index is made again: 1 segments"), rebuilt);
        assertTrue(rebuilt.contains("staging/" + Tus.id(open) + ".part"), rebuilt);
        runs(0, "store", "check");
        try (Program program = server()) {
            Http http = program.untilItListens();
            assertEquals(before, http.get("/segments/" + id).expect(200).text());
            assertEquals(custody, http.get("/custody?subject=" + id).expect(200).text());
            String path = URI.create(open).getPath();
            new Tus(http).head(path).expect(410);
            new Tus(http).patch(path, 2000, bytes(3000, 3)).expect(410);
            assertEquals(2000, Files.size(folder.resolve("staging/" + Tus.id(open) + ".part")));
        }
    }

    private void loseIndex() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("index"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /** The segment's JSON once nothing is under way any more. */
    private static String settled(Http http, String id) {
        return Eventually.found(
                "the pipeline's end",
                () -> Optional.of(http.get("/segments/" + id).expect(200).text())
                        .filter(text ->
                                !text.contains("queued") && !text.contains("running") && !text.contains("\"never\"")));
    }

    @Test
    void whatCannotBeDoneIsNeverCalledFine() throws IOException {
        assertTrue(runs(3, "store", "check").contains("there is no store"));
        assertTrue(runs(3, "index", "rebuild").contains("FORMAT"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList(), "nothing is created in a folder that is no store");
        }
        try (Program usage = new Program("store", "check")) {
            assertTrue(usage.printed().contains("--data"));
            assertEquals(2, usage.exitStatus());
        }
        try (Program usage = new Program("store", "chekc")) {
            assertEquals(2, usage.exitStatus());
        }
        try (Program usage = new Program("index")) {
            assertTrue(usage.printed().contains("rebuild"));
            assertEquals(2, usage.exitStatus());
        }
    }
}
