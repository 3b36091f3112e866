package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Staff;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every address that the description names, and those of the management port: who gets in, and who does not. */
final class EveryAddressIT {
    private static final Set<String> METHODS = Set.of("get", "head", "options", "post", "put", "patch", "delete");

    @TempDir
    private static Path folder;

    private static Staff staff;
    private static String segment;

    @BeforeAll
    static void start() {
        staff = new Staff(folder);
        segment = staff.put("script", "a.mp4", bytes(100, 1))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    /** Each method and path of the description, the parameters filled in. */
    static Stream<String> documented() throws IOException {
        JsonNode paths = new YAMLMapper()
                .readTree(Path.of("..", "docs", "openapi.yaml").toFile())
                .path("paths");
        List<String> all = new ArrayList<>();
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        all.add(method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey()
                                        .replace("{kind}", "verify")
                                        .replaceAll("\\{[a-zA-Z]+}", "01a1fb27-b057-74b5-87da-864848bd0e61"));
                    }
                }));
        assertTrue(all.size() > 20, "the description is where this test looks for it");
        return all.stream();
    }

    private static Answer ask(String request, String... headers) {
        String[] parts = request.split(" ", 2);
        return staff.server().http().send(parts[0], parts[1], BodyPublishers.noBody(), headers);
    }

    @ParameterizedTest
    @MethodSource("documented")
    void aStrangerIsAskedWhoHeIs(String request) {
        Answer answer = ask(request);
        if (request.equals("POST /devices/enrol")) {
            // The code is the credential.
            answer.problem(400, "json");
            return;
        }
        assertEquals(401, answer.status(), () -> request + ": " + answer);
        assertTrue(answer.required("Accept-Signature").contains("nonce="));
        if (request.matches("GET /[a-z]+")) {
            // Not for every address: what fails is counted, and after a hundred failures a stranger must wait.
            ask(request, "Authorization", "Bearer " + "x".repeat(40)).expect(401);
            ask(request, "Authorization", "Basic b3BlcmF0b3I6eA==").expect(401);
        }
    }

    /** What Vert.x would answer by itself must not be reached: an unknown address tells nothing either way. */
    @ParameterizedTest
    @ValueSource(
            strings = {"TRACE /", "POST /", "GET /files/", "LOCK /recordings", "GET //", "GET /segments/x/content"})
    void otherMethodsAndSpellingsLeadPastNoDoor(String request) {
        int status = ask(request).status();
        assertTrue(status == 400 || status == 401 || status == 404, () -> request + " is " + status);
    }

    @Test
    void theOperatorNeverSeesMediaOrWhoIsInThem() {
        for (String address : List.of(
                "", "/content", "/manifest", "/proxy.mp4", "/poster.jpg", "/contact-sheet.jpg", "/waveform.png")) {
            staff.as("operator", "GET", "/segments/" + segment + address).problem(403, "forbidden");
        }
        staff.as("operator", "GET", "/recordings").problem(403, "forbidden");
        staff.as("operator", "GET", "/files/" + segment).problem(403, "forbidden");
        staff.as("operator", "GET", "/custody?subject=" + segment).problem(403, "forbidden");
    }

    @Test
    void whoMayNeverDoAThingIsToldTheSameOfWhatIsThereAndWhatIsNot() {
        for (String id : List.of(segment, "01a1fb27-b057-74b5-87da-864848bd0e61", "nothing")) {
            staff.as("script", "GET", "/segments/" + id).problem(403, "forbidden");
            staff.as("monitor", "GET", "/segments/" + id + "/content").problem(403, "forbidden");
        }
    }

    @Test
    void aScriptGoesOnWithItsOwnUploadsOnly() {
        staff.as("script", "GET", "/files/" + segment).expect(200);
        assertEquals(200, staff.as("custodian", "GET", "/files/" + segment).status());
        staff.as("custodian", "HEAD", "/files/" + segment).expect(404);
    }

    @Test
    void anOfficerSeesWhatHeMadeHimself() {
        String mine = made("mine.mp4", "220621-officer");
        String others = made("others.mp4", "220621-999");
        staff.as("officer", "GET", "/segments/" + mine).expect(200);
        staff.as("officer", "GET", "/segments/" + others).expect(200);
        assertNotEquals(
                "urn:liuhen:problem:not-found",
                staff.as("officer", "GET", "/segments/" + mine + "/proxy.mp4")
                        .json()
                        .path("type")
                        .asText(),
                "his own copy is not made yet, or cannot be");
        staff.as("officer", "GET", "/segments/" + others + "/proxy.mp4").problem(404, "not-found");
        staff.as("officer", "GET", "/segments/" + mine + "/content").problem(403, "forbidden");
        staff.as("officer", "GET", "/custody?subject=" + mine).expect(200);
        staff.as("officer", "GET", "/custody?subject=" + others).problem(404, "not-found");
        staff.as("officer", "GET", "/custody?subject=01a1fb27-b057-74b5-87da-864848bd0e61")
                .problem(404, "not-found");
    }

    private static String made(String name, String number) {
        return staff.put("script", name, bytes(200, name.hashCode()), "Upload-Metadata", metadata(number))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static String metadata(String number) {
        return io.liuhen.server.testing.Tus.metadata("makerNumber", number);
    }

    @Test
    void healthIsForAllAndTheRestOfThePortIsForThoseWhoWatch() {
        for (String path : List.of("/livez", "/readyz", "/startupz")) {
            staff.server().operators().get(path).expect(200);
        }
        for (String path : List.of("/metrics", "/readyz?verbose")) {
            staff.server().operators().get(path).problem(401, "credentials");
            staff.server()
                    .operators()
                    .get(path, "Authorization", "Bearer " + staff.token("custodian"))
                    .problem(403, "forbidden");
            staff.server()
                    .operators()
                    .get(path, "Authorization", "Bearer " + staff.token("monitor"))
                    .expect(200);
        }
    }
}
