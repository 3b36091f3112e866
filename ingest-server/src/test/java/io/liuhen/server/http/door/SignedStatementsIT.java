package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Staff;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people state of recordings, acts and cases is compared with its digest, too, before anybody looks at what it says. */
final class SignedStatementsIT {
    @TempDir
    private static Path folder;

    private static Staff staff;
    private static String segment;
    private static String recording;

    /** @param documented as the description of the API has it; {@code path} with the ids of things that are there */
    record Door(String documented, String who, String path, List<String> headers) {
        String method() {
            return documented.substring(0, documented.indexOf(' '));
        }

        @Override
        public String toString() {
            return documented;
        }
    }

    @BeforeAll
    static void start() {
        staff = new Staff(folder);
        segment = staff.put("script", "take.mp4", bytes(3000, 1))
                .expect(201)
                .json()
                .path("id")
                .asText();
        recording = staff.as("custodian", "GET", "/segments/" + segment)
                .json()
                .path("recording")
                .asText();
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    private static Door stated(String documented, String who, String... headers) {
        String path = documented
                .substring(documented.indexOf(' ') + 1)
                .replace("/recordings/{id}", "/recordings/RECORDING")
                .replace("/segments/{id}", "/segments/SEGMENT")
                .replace("{kind}", "verify")
                .replace("{number}", "1")
                .replace("{model}", "DSJ-V9")
                .replace("{id}", "RECORDING");
        return new Door(documented, who, path, List.of(headers));
    }

    static Stream<Door> doors() {
        String[] match = {"If-Match", "\"v1-1\"", "Content-Type", "application/merge-patch+json"};
        String[] whole = {"If-Match", "\"v1-1\"", "Content-Type", "application/json"};
        return Stream.of(
                stated("PATCH /recordings/{id}/metadata", "custodian", match),
                stated("PUT /recordings/{id}/metadata", "custodian", whole),
                stated("POST /acts", "custodian"),
                stated(
                        "PATCH /acts/{id}",
                        "custodian",
                        "If-Match",
                        "\"v1\"",
                        "Content-Type",
                        "application/merge-patch+json"),
                stated("PUT /acts/{id}", "custodian", "If-Match", "\"v1\"", "Content-Type", "application/json"),
                stated("POST /cases", "custodian"),
                stated(
                        "PATCH /cases/{id}",
                        "custodian",
                        "If-Match",
                        "\"v1\"",
                        "Content-Type",
                        "application/merge-patch+json"),
                stated("PUT /cases/{id}", "custodian", "If-Match", "\"v1\"", "Content-Type", "application/json"),
                stated("POST /cases/{id}/volume", "custodian"),
                stated("POST /cases/{id}/addenda", "custodian"),
                stated("POST /cases/{id}/addenda/{number}/approval", "approver"),
                stated("POST /holds", "custodian"),
                stated("POST /holds/{id}/release", "custodian"),
                stated("POST /recordings/{id}/redactions", "custodian"),
                stated("POST /recorder-models/{model}/forget", "operator"),
                stated("POST /segments/{id}/jobs/{kind}", "operator"));
    }

    /** For whoever asks whether an address that takes a body is tried somewhere. */
    static Set<String> documented() {
        return doors().map(Door::documented).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aBodyThatIsNotWhatItsDigestWasMadeOfIsRefused(Door door) {
        List<String> headers = new ArrayList<>(door.headers());
        headers.addAll(List.of("Authorization", "Bearer " + staff.token(door.who())));
        headers.addAll(List.of("Content-Digest", "sha-256=:" + "A".repeat(43) + "=:"));
        Answer answer = staff.server()
                .http()
                .send(
                        door.method(),
                        door.path().replace("RECORDING", recording).replace("SEGMENT", segment),
                        BodyPublishers.ofByteArray("{\"by\":\"张三\",\"why\":\"x\"}".getBytes(StandardCharsets.UTF_8)),
                        headers.toArray(String[]::new));
        assertEquals(400, answer.status(), answer::toString);
        assertTrue(
                answer.json().path("type").asText().endsWith("content-digest")
                        || answer.json().path("type").asText().endsWith("#digest-mismatched-values"),
                answer::toString);
    }
}
