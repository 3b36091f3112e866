package io.liuhen.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.ServerConfig;
import io.liuhen.server.config.TlsConfig;
import io.liuhen.server.testing.Certificates;
import io.liuhen.server.testing.Curl;
import io.liuhen.server.testing.Seeded;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.TestServer;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine is known by the certificate of its connection: a handshake from end to end, by curl. */
final class MachineCertificateIT {
    private final Certificates authority = new Certificates("agency");

    @TempDir
    private Path folder;

    private ServerConfig plain;
    private ServerConfig encrypted;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Curl.installed(), "curl is not installed here");
        TlsConfig files = new TlsConfig(
                folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.of(folder.resolve("ca.crt")));
        authority.authority(folder.resolve("ca.crt"));
        authority.issue("server", files.certificate(), files.key());
        for (String name : new String[] {"known", "unknown", "revoked"}) {
            authority.issue("ZFY-" + name, folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
            Files.write(folder.resolve(name + ".mp4"), Seeded.bytes(name.length(), 50_000));
        }
        plain = TestServer.config(folder.resolve("store"));
        encrypted = plain.withAccess(plain.access().withCredentials())
                .withHttp(plain.http().withTls(files));
    }

    private String fingerprint(String name) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".crt"))) {
            byte[] der = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getEncoded();
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
        }
    }

    /** Enrols a machine and says by which certificate it is known. */
    private void certify(Staff staff, String name) throws IOException, GeneralSecurityException {
        staff.device("ZFY-" + name);
        ObjectNode known = CanonicalJson.object().put("sha256", fingerprint(name));
        int status = staff.as("operator", "POST", "/devices/ZFY-" + name + "/certificates", known)
                .status();
        assertEquals(2, status / 100, "the certificate was taken");
    }

    private String send(TestServer server, String name) {
        return Curl.run(
                folder,
                "--cacert",
                "ca.crt",
                "--cert",
                name + ".crt",
                "--key",
                name + ".key",
                "-T",
                name + ".mp4",
                "https://127.0.0.1:" + server.port() + "/files/");
    }

    @Test
    void whoHasTheCertificateOfAMachineIsThatMachineAndNobodyElseIs() throws Exception {
        try (Staff staff = new Staff(plain)) {
            certify(staff, "known");
            certify(staff, "revoked");
            ObjectNode why = CanonicalJson.object().put("why", "遗失");
            assertEquals(
                    2,
                    staff.as("operator", "POST", "/devices/ZFY-revoked/revocation", why)
                                    .status()
                            / 100);
        }
        try (TestServer server = TestServer.of(encrypted)) {
            String stored = send(server, "known");
            assertTrue(stored.endsWith("\n201"), stored);
            ObjectNode segment = CanonicalJson.readObject(
                    stored.substring(0, stored.lastIndexOf('\n')).getBytes(StandardCharsets.UTF_8));
            assertEquals("ZFY-known", segment.at("/received/device").asText(), segment::toString);
            for (String name : new String[] {"unknown", "revoked"}) {
                String refused = send(server, name);
                assertTrue(refused.endsWith("\n401"), () -> name + ": " + refused);
            }
        }
    }
}
