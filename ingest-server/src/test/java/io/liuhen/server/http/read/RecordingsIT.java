package io.liuhen.server.http.read;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "GET /recordings?case=&device=&maker=&party=&from=&to=&state=&cursor=&limit=", newest first. */
final class RecordingsIT {
    @TempDir
    private static Path folder;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.in(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A recording with one sealed segment and these metadata, by its id. */
    private static String recording(String... metadata) {
        String segment = server.tus().upload(bytes(10, 1), metadata);
        return server.http()
                .get("/segments/" + segment)
                .json()
                .path("recording")
                .asText();
    }

    private static String query(String... parameters) {
        StringBuilder query = new StringBuilder("/recordings");
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    private static ObjectNode page(String... parameters) {
        return server.http().get(query(parameters)).expect(200).json();
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("recordings")
                .forEach(recording -> ids.add(recording.path("id").asText()));
        return ids;
    }

    @Test
    void aRecordingIsFoundByWhatItsMetadataSay() {
        String found = recording(
                "device", "DSJ-find", "case", "吉市监罚〔2026〕7号、第8号", "maker", "王伟、李娜", "party", "[\"长春 & Söhne、有限\"]");
        recording("device", "DSJ-other", "case", "第9号", "maker", "赵敏");
        for (String[] filter : List.of(
                new String[] {"device", "DSJ-find"},
                new String[] {"case", "吉市监罚〔2026〕7号"},
                new String[] {"case", "第8号"},
                new String[] {"maker", "李娜"},
                new String[] {"party", "长春 & Söhne、有限"},
                new String[] {"maker", "王伟", "device", "DSJ-find", "case", "第8号"})) {
            assertEquals(List.of(found), ids(page(filter)), () -> String.join("=", filter));
        }
        assertEquals(List.of(), ids(page("maker", "王伟", "device", "DSJ-other")), "all filters count");
        assertEquals(List.of(), ids(page("maker", "王")), "a value is a whole one");
    }

    @Test
    void aRecordingIsFoundByTheTimeAtWhichItWasMade() {
        String device = "DSJ-time";
        // 制作时间 with an offset, in the unit's zone (Asia/Shanghai), and one that nobody can read.
        String early = recording("device", device, "madeAt", "2020-01-01T00:00:00Z");
        String noon = recording("device", device, "madeAt", "2020-01-01T20:00:00");
        String late = recording("device", device, "madeAt", "2020-01-02T08:00:00+08:00");
        String never = recording("device", device, "madeAt", "昨天");
        assertEquals(List.of(never, late, noon, early), ids(page("device", device)), "newest first");
        assertEquals(
                List.of(noon, early),
                ids(page("device", device, "from", "2020-01-01T00:00:00Z", "to", "2020-01-02T00:00:00Z")),
                "from counts, to does not");
        assertEquals(
                List.of(late),
                ids(page("device", device, "from", "2020-01-02T08:00:00+08:00", "to", "2020-02-01T00:00Z")));
        String plusAsSpace = "/recordings?device=" + device + "&to=2020-01-01T08:00:01+08:00";
        assertEquals(
                List.of(early), ids(server.http().get(plusAsSpace).expect(200).json()));
    }

    /** "Evidence is never refused for being … oddly dated." */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z",
                "+300000-01-01T00:00:00Z",
                "0000-00-00"
            })
    void aTimeThatNoClockShowsIsKeptAndSortsNowhere(String madeAt) {
        String recording = recording("madeAt", madeAt);
        ObjectNode json =
                server.http().get("/recordings/" + recording).expect(200).json();
        assertEquals(madeAt, json.at("/metadata/madeAt").asText());
    }

    @Test
    void aRecordingIsFoundByItsState() {
        String device = "DSJ-state";
        String upload = server.tus().create(10, "device", device, "recording", "receiving");
        String incomplete = recording("device", device, "recording", "incomplete");
        String complete = recording(
                "device",
                device,
                "method",
                "执法记录仪拍摄",
                "madeAt",
                "2026-11-20T08:00:00+08:00",
                "maker",
                "王伟",
                "objectOfProof",
                "现场检查过程");
        String ended = server.tus().create(10, "device", device, "recording", "ended");
        server.tus().delete(ended).expect(204);

        List<String> receiving = ids(page("device", device, "state", "receiving"));
        assertEquals(1, receiving.size());
        assertEquals(List.of(incomplete), ids(page("device", device, "state", "incomplete")));
        assertEquals(List.of(complete), ids(page("device", device, "state", "complete")));
        List<String> empty = ids(page("device", device, "state", "empty"));
        assertEquals(1, empty.size());
        Set<String> all = new HashSet<>(ids(page("device", device)));
        assertEquals(3, all.size(), "one of which nothing is kept is shown to those only who ask for such");

        ObjectNode shown =
                server.http().get("/recordings/" + receiving.get(0)).expect(200).json();
        assertEquals(Tus.id(upload), shown.at("/segments/0/id").asText());
        assertEquals("receiving", shown.at("/segments/0/state").asText());
        assertEquals(
                "[\"method\",\"madeAt\",\"maker\",\"objectOfProof\"]",
                server.http()
                        .get("/recordings/" + incomplete)
                        .json()
                        .path("missing")
                        .toString());
    }

    @Test
    void theSegmentsOfATakeStandInTheirOrder() {
        String device = "DSJ-take";
        String third = server.tus().upload(bytes(3, 3), "device", device, "recording", "T1", "sequence", "3");
        String first = server.tus().upload(bytes(1, 1), "device", device, "recording", "T1", "sequence", "1");
        String second = server.tus().upload(bytes(2, 2), "device", device, "recording", "T1", "sequence", "02");
        server.tus().upload(bytes(2, 2), "device", device, "recording", "T2", "sequence", "1");
        server.tus().upload(bytes(2, 2), "device", "another", "recording", "T1", "sequence", "1");
        List<String> recordings = ids(page("device", device));
        assertEquals(2, recordings.size());
        JsonNode take = page("device", device).path("recordings").get(1);
        List<String> segments = new ArrayList<>();
        take.path("segments").forEach(segment -> segments.add(segment.path("id").asText()));
        assertEquals(List.of(first, second, third), segments);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 200})
    void pagesHaveNoGapsAndNoRepeats(int limit) {
        String device = "DSJ-pages-" + limit;
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            // Pairs of the same time, whose order is that of their ids.
            made.add(recording("device", device, "madeAt", "2026-01-0" + (1 + i / 2) + "T00:00:00Z"));
        }
        List<String> listed = new ArrayList<>();
        ObjectNode page = page("device", device, "limit", String.valueOf(limit));
        while (true) {
            assertTrue(ids(page).size() <= limit);
            listed.addAll(ids(page));
            if (!page.has("next")) {
                break;
            }
            page = page(
                    "device",
                    device,
                    "limit",
                    String.valueOf(limit),
                    "cursor",
                    page.path("next").asText());
        }
        assertEquals(8, listed.size());
        assertEquals(new HashSet<>(made), new HashSet<>(listed));
        assertEquals(ids(page("device", device)), listed, "the order does not depend on the page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=many",
                "limit=",
                "limit=99999999999",
                "state=sealed",
                "state=",
                "from=yesterday",
                "from=2026-11-20",
                "from=2026-11-20T08:00:00",
                "to=2026-13-01T00:00:00Z",
                "from=%2B999999999-12-31T23:59:59Z",
                "to=-999999999-01-01T00:00:00Z",
                "cursor=!",
                "cursor=AAAA",
                "cursor=%E4%B8%8B",
                "devices=DSJ-1",
                "Device=DSJ-1",
                "=x"
            })
    void aQueryThatMakesNoSenseIsRefused(String query) {
        assertEquals(
                400,
                server.http().get("/recordings?" + query).status(),
                () -> server.http().get("/recordings?" + query).toString());
    }

    @Test
    void onlyReadingAndCorrectingIsPossible() {
        String recording = "/recordings/" + recording("device", "DSJ-methods");
        assertEquals(
                "GET",
                server.http()
                        .send("POST", "/recordings", BodyPublishers.noBody())
                        .expect(405)
                        .required("Allow"));
        assertEquals(
                "GET, PATCH",
                server.http()
                        .send("DELETE", recording, BodyPublishers.noBody())
                        .expect(405)
                        .required("Allow"));
        server.http().get("/recordings/01893e5f-0000-7000-8000-000000000000").problem(404, "not-found");
        server.http().get("/recordings/none").problem(404, "not-found");
        server.http().get("/recordings/none/versions").problem(404, "not-found");
    }
}
