package io.liuhen.server.duty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.MediaLaneConfig;
import io.liuhen.server.config.RuleChoice;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.UnitConfig;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import io.liuhen.storage.format.CanonicalJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** An agency that follows one rule pack, at a time of day that the test sets: its server, and people who work with it. */
final class Agency implements AutoCloseable {
    static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private volatile Instant now;
    private final TestServer server;

    /** @param decoding whether it looks into media */
    Agency(Path folder, String pack, String local, boolean decoding) {
        now = at(local);
        ServerConfig plain = TestServer.config(folder);
        server = TestServer.of(
                new ServerConfig(
                        plain.data(), plain.http(), unit(pack), decoding ? MediaLaneConfig.defaults() : plain.media()),
                () -> now);
    }

    /** A unit that follows a pack since it is in force. */
    static UnitConfig unit(String pack) {
        return new UnitConfig("trial", "试用单位", ZONE, List.of(new RuleChoice(pack, Optional.empty())));
    }

    static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toInstant();
    }

    /** As clients write a time. */
    static String text(String local) {
        return LocalDateTime.parse(local).atZone(ZONE).toOffsetDateTime().toString();
    }

    TestServer server() {
        return server;
    }

    /** It is then now. */
    void becomes(String local) {
        now = at(local);
    }

    Instant now() {
        return now;
    }

    Answer post(String path, ObjectNode json) {
        return server.http().send("POST", path, BodyPublishers.ofByteArray(CanonicalJson.write(json)));
    }

    /** Gets what only the operator of a trial may see. */
    ObjectNode asked(String path) {
        return server.http()
                .get(path, "Authorization", "Bearer " + server.operatorToken())
                .expect(200)
                .json();
    }

    /** Posts what only the operator of a trial may decide. */
    ObjectNode decided(String path, ObjectNode json, int status) {
        return server.http()
                .send(
                        "POST",
                        path,
                        BodyPublishers.ofByteArray(CanonicalJson.write(json)),
                        "Authorization",
                        "Bearer " + server.operatorToken())
                .expect(status)
                .json();
    }

    Answer change(String method, String path, ObjectNode json) {
        String etag = server.http().get(path).expect(200).required("ETag");
        return server.http()
                .send(method, path, BodyPublishers.ofByteArray(CanonicalJson.write(json)), "If-Match", etag);
    }

    ObjectNode get(String path) {
        return server.http().get(path).expect(200).json();
    }

    /** Opens an act or a case, and returns its id. */
    String open(String address, ObjectNode json) {
        return post(address, json).expect(201).json().path("id").asText();
    }

    void patch(String path, ObjectNode json) {
        change("PATCH", path, json).expect(200);
    }

    /** Uploads a file, and returns its recording. */
    String upload(String name, byte[] content, String... metadata) {
        String[] all =
                Stream.concat(Stream.of("filename", name), Stream.of(metadata)).toArray(String[]::new);
        String id = server.http()
                .put("/files/" + name, content, "Upload-Metadata", Tus.metadata(all))
                .expect(201)
                .json()
                .path("id")
                .asText();
        return get("/segments/" + id).path("recording").asText();
    }

    /** The one obligation of this name and subject. */
    JsonNode obligation(String path, String what, String subject) {
        List<JsonNode> found = stream(get(path + "/obligations").path("obligations"))
                .filter(each -> each.path("what").asText().equals(what))
                .filter(each -> each.path("subject").asText().equals(subject))
                .toList();
        assertEquals(1, found.size(), () -> what + " of " + subject + " in " + get(path + "/obligations"));
        return found.get(0);
    }

    String state(String path, String what) {
        return obligation(path, what, path.substring(path.lastIndexOf('/') + 1))
                .path("state")
                .asText();
    }

    /** How an act stands. */
    String standing(String act) {
        return get("/acts/" + act).at("/standing/state").asText();
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static ObjectNode json() {
        return CanonicalJson.object();
    }

    static ObjectNode by(String name) {
        return json().put("by", name);
    }

    static ObjectNode list(ObjectNode json, String name, String... values) {
        ArrayNode list = json.putArray(name);
        Stream.of(values).forEach(list::add);
        return json;
    }

    @Override
    public void close() {
        server.close();
    }
}
