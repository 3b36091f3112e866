package io.liuhen.server.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.storage.format.CanonicalJson;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server that asks everybody for credentials, and people who have them. */
public final class Staff implements AutoCloseable {
    private final TestServer server;
    private final Map<String, String> tokens = new HashMap<>();

    /** Starts a server in a folder, and has its first people let in. */
    public Staff(Path folder) {
        this(TestServer.config(folder));
    }

    /** As above, with another configuration that does not ask for credentials by itself. */
    public Staff(ServerConfig config) {
        server = TestServer.of(config.withAccess(config.access().withCredentials()));
        String founder = server.operatorToken();
        tokens.put("founder", founder);
        tokens.put("operator", grantedBy("founder", "operator").path("token").asText());
        tokens.put("approver", grantedBy("founder", "approver").path("token").asText());
        for (String role : List.of("officer", "custodian", "inspector", "archive")) {
            tokens.put(role, grantedBy("approver", role).path("token").asText());
        }
        for (String role : List.of("monitor", "script")) {
            tokens.put(role, grantedBy("operator", role).path("token").asText());
        }
    }

    /** The server. */
    public TestServer server() {
        return server;
    }

    /** The text of the token of this role. */
    public String token(String role) {
        String token = tokens.get(role);
        if (token == null) {
            throw new AssertionError("nobody is " + role);
        }
        return token;
    }

    private ObjectNode grantedBy(String granting, String role) {
        return as(granting, "POST", "/tokens", grant(role)).expect(201).json();
    }

    /** What a token is asked for with. */
    public static ObjectNode grant(String role) {
        return CanonicalJson.object()
                .put("holder", "某" + role)
                .put("role", role)
                .put("number", "220621-" + role)
                .put("expiresAt", Instant.now().plus(1, ChronoUnit.DAYS).toString());
    }

    /** Asks with the token of a role. */
    public Answer as(String role, String method, String path, String... headers) {
        return server.http().send(method, path, BodyPublishers.noBody(), with(role, headers));
    }

    /** Posts JSON with the token of a role. */
    public Answer as(String role, String method, String path, ObjectNode json) {
        return server.http().send(method, path, BodyPublishers.ofByteArray(CanonicalJson.write(json)), with(role));
    }

    /** Sends a file with the token of a role. */
    public Answer put(String role, String name, byte[] content, String... headers) {
        return server.http().put("/files/" + name, content, with(role, headers));
    }

    private String[] with(String role, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Authorization", "Bearer " + token(role)));
        return all.toArray(String[]::new);
    }

    /** Bytes of uploads that have come so far. */
    public double receivedBytes() {
        return server.operators()
                .get("/metrics", "Authorization", "Bearer " + token("monitor"))
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith("liuhen_upload_received_bytes_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Has a code made for a machine. */
    public String code(ObjectNode invitation) {
        return as("operator", "POST", "/devices/codes", invitation)
                .expect(201)
                .json()
                .path("code")
                .asText();
    }

    /** Exchanges a code for a key. */
    public Answer enrol(String name, String code) {
        return server.http()
                .send(
                        "POST",
                        "/devices/enrol",
                        BodyPublishers.ofString(
                                CanonicalJson.object()
                                        .put("device", name)
                                        .put("code", code)
                                        .toString(),
                                StandardCharsets.UTF_8));
    }

    /** A recorder that was let in. */
    public SigningDevice device(String name) {
        ObjectNode invitation = CanonicalJson.object().put("device", name);
        return new SigningDevice(
                server.http(), enrol(name, code(invitation)).expect(201).json());
    }

    /** A dock that was let in, for some recorders. */
    public SigningDevice dock(String name, String... devices) {
        ObjectNode invitation = CanonicalJson.object().put("device", name).put("role", "dock");
        for (String device : devices) {
            invitation.withArray("/devices").add(device);
        }
        return new SigningDevice(
                server.http(), enrol(name, code(invitation)).expect(201).json());
    }

    @Override
    public void close() {
        server.close();
    }
}
