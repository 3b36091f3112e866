package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.config.AdmissionConfig;
import io.liuhen.server.config.DataSize;
import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.Eventually;
import io.liuhen.server.testing.Parts;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are joined from parts are counted and have their turns as what comes over the line, and are seen to go on. */
final class TusConcatFairIT {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path folder;

    private static TestServer server;
    private static Parts parts;

    @BeforeAll
    static void start() {
        AdmissionConfig usual = AdmissionConfig.defaults();
        server = TestServer.of(TestServer.config(folder)
                .withAdmission(new AdmissionConfig(
                        usual.connections(),
                        usual.connectionsPerAddress(),
                        usual.bodies(),
                        usual.uploads(),
                        new DataSize(100L * MIB),
                        usual.unitDay(),
                        usual.deviceUnfinished(),
                        usual.unitUnfinished(),
                        List.of(new AdmissionConfig.Ceiling(
                                LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, new DataSize(8L * MIB))))));
        parts = new Parts(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String device(String name) {
        return "Upload-Metadata: " + Tus.metadata("device", name);
    }

    private static String file(String device, String part, int times) {
        return parts.join(java.util.Collections.nCopies(times, part), device(device))
                .expect(201)
                .required("Location");
    }

    private static long joinedBytes(String upload) {
        return server.http().get(upload).expect(200).json().path("offset").asLong();
    }

    @Test
    void aLongOneGoesOnWhileAShortOneOfAnotherDeviceIsSealedAndBothAreSeen() {
        String large = file("HOG", parts.part(bytes(8 * MIB, 1)), 10);
        Eventually.holds("it is joined", () -> server.metric("liuhen_upload_joined_bytes_total") > 0);
        String small = file("REC", parts.part(bytes(3, 2)), 1);
        assertArrayEquals(bytes(3, 2), parts.sealed(small));
        Answer underWay = server.http().get(large).expect(200);
        assertEquals("joining", underWay.json().path("state").asText(), "the long one is not done yet");
        assertEquals(80L * MIB, underWay.json().path("length").asLong());
        assertTrue(underWay.header("Upload-Offset").isEmpty(), "where it stands is no place to send to");
        assertFalse(server.tus().head(large).expect(200).header("Upload-Offset").isPresent());
        assertTrue(server.metric("liuhen_upload_join_left_bytes") > 0);
        Eventually.holds("it goes on", () -> joinedBytes(large) > 0);
        server.tus().delete(large).expect(204);
        Eventually.holds("nothing is left", () -> server.metric("liuhen_upload_join_left_bytes") == 0);
    }

    @Test
    void whatIsJoinedCountsAmongTheBytesOfTheDay() {
        String part = parts.part(bytes(MIB, 3));
        file("DAY", part, 90);
        Answer refused = parts.join(java.util.Collections.nCopies(20, part), device("DAY"));
        refused.expect(507);
    }
}
