package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.CapturedLog;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How machines, people and services are let in and shut out, and what is never told about it. */
final class LettingInIT {
    @TempDir
    private Path folder;

    private Staff staff;

    @BeforeEach
    void start() {
        staff = new Staff(folder.resolve("store"));
    }

    @AfterEach
    void stop() {
        staff.close();
    }

    private static ObjectNode named(String device) {
        return CanonicalJson.object().put("device", device);
    }

    @Test
    void ofManyWhoHaveTheSameCodeOneIsLetIn() throws Exception {
        String code = staff.code(named("ZFY-0042"));
        ExecutorService many = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                answers.add(many.submit(() -> staff.enrol("ZFY-0042", code).status()));
            }
            int letIn = 0;
            for (Future<Integer> answer : answers) {
                letIn += answer.get() == 201 ? 1 : 0;
            }
            assertEquals(1, letIn);
        } finally {
            many.shutdownNow();
        }
        staff.enrol("ZFY-0042", code).expect(403);
    }

    @Test
    void aCodeIsForOneMachineAndANewOneEndsTheOld() {
        String first = staff.code(named("ZFY-1"));
        staff.enrol("ZFY-2", first).problem(403, "enrolment-code");
        String second = staff.code(named("ZFY-1"));
        staff.enrol("ZFY-1", first).problem(403, "enrolment-code");
        staff.enrol("ZFY-1", second.toLowerCase(Locale.ROOT).replace("-", " ")).expect(201);
    }

    @Test
    void codesCannotBeGuessedButWhoWasWrongMayTryAgain() {
        String code = staff.code(named("ZFY-1"));
        int refused = 0;
        Answer answer = staff.enrol("ZFY-1", "0000-0000-0000");
        while (answer.status() == 403) {
            refused++;
            answer = staff.enrol("ZFY-1", "0000-0000-000" + refused % 10);
        }
        answer.problem(429, "too-many-failures");
        assertTrue(answer.text().contains("a right one neither"), answer.text());
        assertTrue(refused <= 6, () -> "after a few guesses there is a pause");
        // A right code of somebody who guessed has to wait as well: that is what makes guessing slow.
        staff.enrol("ZFY-1", code).expect(429);
    }

    @Test
    void onlyWhoMayLetSomebodyInDoes() {
        for (String role : List.of("officer", "inspector", "approver", "archive", "monitor", "script")) {
            staff.as(role, "POST", "/devices/codes", named("ZFY-1")).problem(403, "forbidden");
            staff.as(role, "GET", "/devices").problem(403, "forbidden");
        }
        staff.as("custodian", "POST", "/devices/codes", named("ZFY-1")).expect(201);
        for (String role : List.of("officer", "custodian", "inspector", "approver", "archive")) {
            staff.as("operator", "POST", "/tokens", Staff.grant(role)).problem(403, "forbidden");
        }
        for (String role : List.of("operator", "monitor", "script")) {
            staff.as("approver", "POST", "/tokens", Staff.grant(role)).problem(403, "forbidden");
        }
        for (String role : List.of("device", "dock", "founder", "trial-operator", "anonymous", "root")) {
            staff.as("operator", "POST", "/tokens", Staff.grant(role)).problem(400, "credential");
        }
        staff.as("operator", "POST", "/devices/codes", named("ZFY-1").put("unit", "jilin"))
                .problem(403, "forbidden");
    }

    @Test
    void aTokenEndsWhenItIsTakenAwayAlsoAfterARestart() {
        ObjectNode granted = staff.as("operator", "POST", "/tokens", Staff.grant("script"))
                .expect(201)
                .json();
        String bearer = "Bearer " + granted.path("token").asText();
        staff.server().http().get("/", "Authorization", bearer).expect(200);
        staff.as(
                        "approver",
                        "POST",
                        "/tokens/" + granted.path("id").asText() + "/revocation",
                        CanonicalJson.object().put("why", "x"))
                .problem(404, "not-found");
        staff.as(
                        "operator",
                        "POST",
                        "/tokens/" + granted.path("id").asText() + "/revocation",
                        CanonicalJson.object().put("why", "遗失"))
                .expect(200);
        staff.server().http().get("/", "Authorization", bearer).problem(401, "credentials");
        staff.server().restart();
        staff.server().http().get("/", "Authorization", bearer).problem(401, "credentials");
        staff.as("operator", "GET", "/tokens").expect(200);
    }

    @Test
    void aTokenLastsAtMostAYearAndSaysHowLong() {
        for (String expiry : List.of("2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "tomorrow")) {
            staff.as("operator", "POST", "/tokens", Staff.grant("script").put("expiresAt", expiry))
                    .problem(400, "credential");
        }
        staff.as("operator", "POST", "/tokens", (ObjectNode)
                        Staff.grant("script").without("expiresAt"))
                .problem(400, "credential");
    }

    @Test
    void wrongCredentialsBecomeSlowAndRightOnesAreLetInMeanwhile() {
        SigningDevice device = staff.device("ZFY-1");
        String upload = device.create(10);
        int status = 401;
        for (int i = 0; i < 80 && status == 401; i++) {
            status = staff.server()
                    .http()
                    .get("/recordings", "Authorization", "Bearer wrong-" + i)
                    .status();
        }
        assertEquals(429, status);
        device.patch(upload, 0, bytes(10, 1)).expect(204);
        staff.as("custodian", "GET", "/recordings").expect(200);
    }

    @Test
    void aChangeWhoseBodyIsAnotherThanItsDigestSaysIsRefused() {
        String body = Staff.grant("script").toString();
        staff.server()
                .http()
                .send(
                        "POST",
                        "/tokens",
                        BodyPublishers.ofString(body),
                        "Authorization",
                        "Bearer " + staff.token("operator"),
                        "Content-Digest",
                        "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":")
                .problem(400, "content-digest");
    }

    /** In no file of the store, in no line of the log, whatever is asked: not as it is told, nor in another spelling. */
    @Test
    void secretsAreKeptAndLoggedNowhere() throws IOException {
        List<String> secrets = new ArrayList<>();
        try (CapturedLog log = new CapturedLog()) {
            String code = staff.code(named("ZFY-1"));
            ObjectNode enrolled = staff.enrol("ZFY-1", code).expect(201).json();
            SigningDevice device = new SigningDevice(staff.server().http(), enrolled);
            device.create(10);
            ObjectNode rotated =
                    device.send("POST", "/keys", new byte[0]).expect(201).json();
            for (ObjectNode key : List.of(enrolled, rotated)) {
                byte[] secret = Base64.getDecoder().decode(key.path("key").asText());
                secrets.add(key.path("key").asText());
                secrets.add(HexFormat.of().formatHex(secret));
                secrets.add(new String(secret, StandardCharsets.ISO_8859_1));
            }
            for (String role : List.of("operator", "approver", "script", "custodian")) {
                secrets.add(staff.token(role).substring(staff.token(role).lastIndexOf('_') + 1));
            }
            secrets.add(code);
            secrets.add(code.replace("-", ""));
            secrets.add(staff.server().operatorToken());
            // Wrong ones, broken ones, and a right one where none belongs.
            staff.server()
                    .http()
                    .get("/recordings", "Authorization", "Bearer " + code)
                    .expect(401);
            staff.server()
                    .http()
                    .get("/recordings?access_token=" + staff.token("custodian"))
                    .expect(401);
            device.sendAgain("GET", "/", new byte[0], device.lastHeaders()).expect(401);
            staff.as("operator", "POST", "/tokens", Staff.grant(staff.token("script")))
                    .expect(400);
            staff.server().stop();
            String logged = String.join("\n", log.all());
            assertTrue(logged.contains("were refused"), "the log tells that something was refused: " + logged);
            for (String secret : secrets) {
                assertFalse(logged.contains(secret), () -> "a secret is in the log: " + secret + "\n" + logged);
            }
        }
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    assertFalse(content.contains(secret), () -> "a secret is in " + file);
                }
            }
        }
        Path key = folder.resolve("store").resolve("keys").resolve("wrapping.key");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        staff.server().start();
    }

    private String refusalToStart() {
        return String.valueOf(
                assertThrows(RuntimeException.class, () -> staff.server().start())
                        .getMessage());
    }

    @Test
    void withoutItsOwnKeyTheServerDoesNotStartAndSaysWhatIsMissing() throws IOException {
        staff.device("ZFY-1");
        staff.server().stop();
        Path key = folder.resolve("store").resolve("keys").resolve("wrapping.key");
        Path away = Files.move(key, folder.resolve("away"));
        String sentence = refusalToStart();
        assertTrue(sentence.contains("restore it from its backup"), sentence);
        assertFalse(Files.exists(key), "no other key takes its place");
        Files.move(away, key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        sentence = refusalToStart();
        assertTrue(sentence.contains("chmod 600"), sentence);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        staff.server().start();
        staff.as("operator", "GET", "/devices").expect(200);
    }

    @Test
    void aTrialPreparesWhatAServerWithCredentialsUses() {
        String key;
        Path store = folder.resolve("trial");
        try (TestServer trial = TestServer.in(store)) {
            trial.http()
                    .send("POST", "/devices/codes", BodyPublishers.ofString("{\"device\":\"ZFY-1\"}"))
                    .problem(401, "operator-token");
            String code = trial.http()
                    .send(
                            "POST",
                            "/devices/codes",
                            BodyPublishers.ofString("{\"device\":\"ZFY-1\"}"),
                            "Authorization",
                            "Bearer " + trial.operatorToken())
                    .expect(201)
                    .json()
                    .path("code")
                    .asText();
            key = trial.http()
                    .send(
                            "POST",
                            "/devices/enrol",
                            BodyPublishers.ofString("{\"device\":\"ZFY-1\",\"code\":\"" + code + "\"}"))
                    .expect(201)
                    .text();
        }
        try (TestServer server = TestServer.of(TestServer.config(store)
                .withAccess(TestServer.config(store).access().withCredentials()))) {
            new SigningDevice(server.http(), CanonicalJson.readObject(key.getBytes(StandardCharsets.UTF_8))).create(10);
        }
    }
}
