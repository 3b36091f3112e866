package io.liuhen.server.http.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.liuhen.server.offline.OfflineCommands;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.CanonicalJson;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The printed token: who lets the first ones in, and never again. */
final class FoundingIT {
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

    @Test
    void thePrintedTokenMakesTheFirstCredentialsAndThenOpensNothing() {
        staff.as("founder", "GET", "/recordings").problem(401, "credentials");
        staff.as("founder", "POST", "/tokens", Staff.grant("operator")).problem(401, "credentials");
        try (TestServer fresh = TestServer.of(TestServer.config(folder.resolve("fresh"))
                .withAccess(TestServer.config(folder).access().withCredentials()))) {
            String founder = "Bearer " + fresh.operatorToken();
            for (String address : List.of("/recordings", "/devices", "/custody")) {
                fresh.http().get(address, "Authorization", founder).problem(403, "forbidden");
            }
            fresh.http().get("/tokens", "Authorization", founder).expect(200);
        }
    }

    /** "Operators never see media": nor by taking their own way in away, so that the printed token counts again. */
    @Test
    void noOperatorMakesThePrintedTokenCountAgain() {
        String mine = staff.as("operator", "GET", "/tokens").json().findValues("id").stream()
                .map(JsonNode::asText)
                .filter(id -> staff.token("operator").contains(id.replace("-", "")))
                .findFirst()
                .orElseThrow();
        staff.as(
                        "operator",
                        "POST",
                        "/tokens/" + mine + "/revocation",
                        CanonicalJson.object().put("why", "x"))
                .expect(200);
        for (String role : List.of("custodian", "approver", "operator")) {
            staff.as("founder", "POST", "/tokens", Staff.grant(role)).problem(401, "credentials");
        }
        staff.server().restart();
        String printed = staff.server().operatorToken();
        staff.server()
                .http()
                .send(
                        "POST",
                        "/tokens",
                        BodyPublishers.ofByteArray(CanonicalJson.write(Staff.grant("custodian"))),
                        "Authorization",
                        "Bearer " + printed)
                .problem(401, "credentials");
    }

    @Test
    void thePrintedTokenMakesNobodyButTheFirstOperatorAndTheFirstApprover() {
        try (TestServer fresh = TestServer.of(TestServer.config(folder.resolve("fresh"))
                .withAccess(TestServer.config(folder).access().withCredentials()))) {
            for (String role : List.of("custodian", "archive", "script")) {
                founded(fresh, role).problem(403, "forbidden");
            }
            founded(fresh, "operator").expect(201);
            founded(fresh, "operator").problem(403, "forbidden");
            founded(fresh, "custodian").problem(403, "forbidden");
            assertEquals(
                    0,
                    fresh.http()
                            .get("/tokens", "Authorization", "Bearer " + fresh.operatorToken())
                            .json()
                            .path("tokens")
                            .size(),
                    "what it has made is none of its business any more");
            founded(fresh, "approver").expect(201);
            founded(fresh, "approver").problem(401, "credentials");
        }
    }

    /** When the last approver's token has ended, whoever can read the store's files anyway makes one, on record. */
    @Test
    void whoHasTheStoreLetsAnApproverInAgainAndTheLogTellsSo() throws Exception {
        Path config = Files.writeString(
                folder.resolve("liuhen.yaml"), "data: " + staff.server().folder() + "\n");
        StringWriter out = new StringWriter();
        CommandLine program = new CommandLine(new Nothing());
        OfflineCommands.addTo(program, Clock.systemUTC(), System::nanoTime, new SecureRandom());
        program.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
        String[] line = {
            "access",
            "grant",
            "--config",
            config.toString(),
            "--role",
            "approver",
            "--holder",
            "李局长",
            "--by",
            "信息科",
            "--why",
            "原令牌过期"
        };
        assertEquals(3, program.execute(line), "a server has the store");
        staff.server().stop();
        assertEquals(0, program.execute(line));
        String[] wrong = line.clone();
        wrong[5] = "custodian";
        assertEquals(2, program.execute(wrong));
        staff.server().start();
        String token = out.toString().lines().findFirst().orElseThrow();
        JsonNode granted = staff.server()
                .http()
                .get("/tokens", "Authorization", "Bearer " + token)
                .expect(200)
                .json()
                .path("tokens");
        assertTrue(granted.toString().contains("李局长"), granted::toString);
        String id = staff
                .server()
                .http()
                .get("/tokens", "Authorization", "Bearer " + token)
                .json()
                .path("tokens")
                .findParents("holder")
                .stream()
                .filter(one -> one.path("holder").asText().equals("李局长"))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asText();
        assertTrue(staff.server()
                .http()
                .get("/custody?subject=" + id, "Authorization", "Bearer " + token)
                .expect(200)
                .json()
                .findValuesAsText("deed")
                .contains("granted"));
    }

    @CommandLine.Command(name = "liuhen")
    private static final class Nothing {}

    private static Answer founded(TestServer fresh, String role) {
        return fresh.http()
                .send(
                        "POST",
                        "/tokens",
                        BodyPublishers.ofByteArray(CanonicalJson.write(Staff.grant(role))),
                        "Authorization",
                        "Bearer " + fresh.operatorToken());
    }
}
