package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What binds a body to a signature is what is compared with the body: at every address that takes one, whichever digest
 * the signature rests on. Who is on the line could change the body at will otherwise, and the evidence would be his.
 */
final class SignedBodiesIT {
    private static final int LENGTH = 3000;
    private static final String DEVICE = "ZFY-0042";

    /** Names of all that is made here. */
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir
    private static Path folder;

    private static Staff staff;
    private static SigningDevice device;

    @BeforeAll
    static void start() {
        staff = new Staff(folder);
        device = staff.device(DEVICE);
    }

    @AfterAll
    static void stop() {
        staff.close();
    }

    /** A request with a body that is right but for what it says of it; {@code who} signs, or is the role of a token. */
    static final class Request {
        private final String who;
        private final String method;
        private final String path;
        private final byte[] body;
        private final List<String> headers;

        Request(String who, String method, String path, byte[] body, String... headers) {
            this.who = who;
            this.method = method;
            this.path = path;
            this.body = body;
            this.headers = List.of(headers);
        }

        static Request json(String who, String method, String path, String json, String... headers) {
            return new Request(who, method, path, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
        }

        Answer send(String field, String value) {
            List<String> all = new ArrayList<>(headers);
            all.addAll(List.of(field, value));
            if (who.equals(DEVICE)) {
                return device.sendSaying(method, path, body, all.toArray(String[]::new));
            }
            if (!who.equals("stranger")) {
                all.addAll(List.of("Authorization", "Bearer " + staff.token(who)));
            }
            return staff.server()
                    .http()
                    .send(method, path, BodyPublishers.ofByteArray(body), all.toArray(String[]::new));
        }
    }

    /** An address of the description, and a request to it that would be carried out. */
    record Door(String documented, String how, Supplier<Request> right) {
        boolean takesFiles() {
            return documented.contains("/files");
        }

        @Override
        public String toString() {
            return documented + how;
        }
    }

    private static String fresh(String prefix) {
        return prefix + NUMBERS.incrementAndGet();
    }

    private static byte[] content() {
        return bytes(LENGTH, NUMBERS.incrementAndGet());
    }

    private static String segment() {
        return staff.put("script", fresh("take") + ".mp4", content())
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static String recording() {
        return "/recordings/"
                + staff.as("custodian", "GET", "/segments/" + segment())
                        .expect(200)
                        .json()
                        .path("recording")
                        .asText();
    }

    private static String docking() {
        byte[] listing = announcement().getBytes(StandardCharsets.UTF_8);
        return device.send("POST", "/dockings", listing).expect(201).required("Location");
    }

    private static String announcement() {
        return "{'device':'ZFY-0042','dockedAt':'2026-11-20T18:00:00+08:00','files':[{'name':'A.MP4','length':7}]}"
                .replace("A.MP4", fresh("A") + ".MP4")
                .replace('\'', '"');
    }

    private static Request tus(String method, String path, String... headers) {
        List<String> all = new ArrayList<>(List.of("Tus-Resumable", "1.0.0", "Content-Type", Tus.OFFSET_STREAM));
        all.addAll(List.of(headers));
        return new Request(DEVICE, method, path, content(), all.toArray(String[]::new));
    }

    private static Request draftPatch() {
        String upload = device.send("POST", "/files", new byte[0], "Upload-Complete", "?0")
                .expect(201)
                .required("Location");
        String type = "application/partial-upload";
        return new Request(
                DEVICE,
                "PATCH",
                upload,
                content(),
                "Upload-Complete",
                "?1",
                "Upload-Offset",
                "0",
                "Content-Type",
                type);
    }

    private static Request transcript(String recording, String by) {
        String[] headers = {"Content-Type", "text/plain; charset=utf-8", "Upload-Metadata", Tus.metadata(by, "李四")};
        return Request.json("custodian", "POST", recording + "/transcripts", "询问笔录", headers);
    }

    private static Request confirmation() {
        String recording = recording();
        transcript(recording, "machine").send("X-Other", "none").expect(201);
        return Request.json("custodian", "POST", recording + "/transcripts/1/confirmation", "{'by':'李四'}");
    }

    private static Request correction(String recording) {
        String[] headers = {"If-Match", "\"v1\"", "Content-Type", "application/merge-patch+json"};
        return Request.json("custodian", "PATCH", recording, "{'case':'案1'}", headers);
    }

    private static Request decision(String who, String what, String json) {
        return Request.json(who, "POST", "/segments/" + segment() + "/" + what, json);
    }

    private static Request code(String json) {
        return Request.json("operator", "POST", "/devices/codes", json);
    }

    private static Request enrolment() {
        String name = fresh("ZFY-9");
        String code = staff.code(CanonicalJson.object().put("device", name));
        return Request.json("stranger", "POST", "/devices/enrol", "{'device':'" + name + "','code':'" + code + "'}");
    }

    private static Request machine(String what, String json) {
        String name = fresh("ZFY-8");
        staff.device(name);
        return Request.json("operator", "POST", "/devices/" + name + "/" + what, json);
    }

    private static Request token() {
        return new Request("operator", "POST", "/tokens", CanonicalJson.write(Staff.grant("monitor")));
    }

    private static Request tokenRevocation() {
        String id = staff.as("operator", "POST", "/tokens", Staff.grant("monitor"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        return Request.json("operator", "POST", "/tokens/" + id + "/revocation", "{'why':'离职'}");
    }

    private static Door door(String documented, Supplier<Request> right) {
        return new Door(documented, "", right);
    }

    static Stream<Door> doors() {
        return Stream.of(
                new Door("POST /files", " plain", () -> new Request(DEVICE, "POST", "/files", content())),
                new Door("POST /files", " in tus", () -> tus("POST", "/files", "Upload-Length", "" + LENGTH)),
                new Door(
                        "POST /files",
                        " in the draft",
                        () -> new Request(DEVICE, "POST", "/files", content(), "Upload-Complete", "?1")),
                new Door(
                        "PUT /files/{name}",
                        " plain",
                        () -> new Request(DEVICE, "PUT", "/files/" + fresh("put"), content())),
                new Door(
                        "PUT /files/{name}",
                        " in the draft",
                        () -> new Request(DEVICE, "PUT", "/files/" + fresh("put"), content(), "Upload-Complete", "?1")),
                new Door(
                        "PATCH /files/{name}",
                        " in tus",
                        () -> tus("PATCH", device.create(LENGTH), "Upload-Offset", "0")),
                new Door("PATCH /files/{name}", " in the draft", SignedBodiesIT::draftPatch),
                door("POST /dockings", () -> Request.json(DEVICE, "POST", "/dockings", announcement())),
                door("POST /dockings/{id}/absences", () -> absence(docking())),
                door("POST /recordings/{id}/transcripts", () -> transcript(recording(), "author")),
                door("POST /recordings/{id}/transcripts/{version}/confirmation", SignedBodiesIT::confirmation),
                door("PATCH /recordings/{id}", () -> correction(recording())),
                door("POST /segments/{id}/keeping", () -> decision("custodian", "keeping", "{'hold':'检察院'}")),
                door(
                        "POST /segments/{id}/disposal",
                        () -> decision("approver", "disposal", "{'who':'档案科','why':'保存期满','rule':'JE-26'}")),
                door("POST /devices/codes", () -> code("{'device':'" + fresh("ZFY-7") + "'}")),
                door("POST /devices/enrol", SignedBodiesIT::enrolment),
                door("POST /devices/{name}/revocation", () -> machine("revocation", "{'why':'遗失'}")),
                door("POST /devices/{name}/certificates", SignedBodiesIT::certificate),
                door("POST /tokens", SignedBodiesIT::token),
                door("POST /tokens/{id}/revocation", SignedBodiesIT::tokenRevocation));
    }

    private static Request certificate() {
        String fingerprint = String.format(Locale.ROOT, "%064x", NUMBERS.incrementAndGet());
        return machine("certificates", "{'sha256':'" + fingerprint + "'}");
    }

    private static Request absence(String docking) {
        String name = staff.as("custodian", "GET", docking)
                .expect(200)
                .json()
                .at("/files/0/name")
                .asText();
        return Request.json("custodian", "POST", docking + "/absences", "{'file':'" + name + "','reason':'存储卡损坏'}");
    }

    private static String digest(String algorithm, byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noAddressThatTakesABodyIsMissingHere() throws IOException {
        Set<String> documented = new TreeSet<>();
        new YAMLMapper()
                .readTree(Path.of("..", "docs", "openapi.yaml").toFile())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> method.getValue().has("requestBody"))
                        .forEach(method ->
                                documented.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> tried = new TreeSet<>(doors().map(Door::documented).toList());
        tried.addAll(SignedStatementsIT.documented());
        assertEquals(documented, tried);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void aBodyThatIsNotTheOneThatWasSignedIsRefused(Door door) {
        for (String algorithm : List.of("SHA-256", "SHA-512")) {
            Request wrong = door.right().get();
            String name = algorithm.toLowerCase(Locale.ROOT);
            String contentDigest = name + "=:%s:";
            String checksum = name.replace("-", "") + " %s";
            String others = digest(algorithm, bytes(7, 1));
            isRefused(wrong.send("Content-Digest", String.format(Locale.ROOT, contentDigest, others)));
            isRefused(wrong.send("Upload-Checksum", String.format(Locale.ROOT, checksum, others)));
            String own = digest(algorithm, wrong.body);
            Answer compared = wrong.send(
                    door.takesFiles() ? "Upload-Checksum" : "Content-Digest",
                    String.format(Locale.ROOT, door.takesFiles() ? checksum : contentDigest, own));
            assertEquals(2, compared.status() / 100, () -> door + " with the right digest: " + compared);
            Request right = door.right().get();
            Answer again = right.send(
                    "Content-Digest", String.format(Locale.ROOT, contentDigest, digest(algorithm, right.body)));
            assertEquals(2, again.status() / 100, () -> door + " with the right digest: " + again);
        }
    }

    /** By what was compared, and not because somebody else may not do it. */
    private static void isRefused(Answer answer) {
        assertTrue(answer.status() >= 400, answer::toString);
        String type = answer.json().path("type").asText();
        assertTrue(
                type.endsWith("#digest-mismatched-values")
                        || type.endsWith(":checksum-mismatch")
                        || type.endsWith(":content-digest"),
                answer::toString);
    }
}
