package io.liuhen.server.http;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.Limits;
import io.liuhen.server.testing.RawConnection;
import io.liuhen.server.testing.Staff;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read whole binds little memory, whoever sends it and however slowly. */
final class HeldBodiesIT {
    /** What a stranger may send to enrol. */
    private static final int LONGEST = 2 << 10;

    @TempDir
    private Path folder;

    private Staff staff;

    @BeforeEach
    void start() {
        staff = new Staff(folder);
    }

    @AfterEach
    void stop() {
        staff.close();
    }

    private RawConnection enrolling(int length, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Length: " + length));
        all.addAll(List.of(headers));
        return staff.server().connect().send(RawConnection.head("POST /devices/enrol", all.toArray(String[]::new)));
    }

    /** Three thousand connections without credentials that each held 64 KiB ended the process. */
    @Test
    void strangersHoldWhatTheyMayAndNobodyElseNoticesIt() {
        int many = (int) (Limits.STRANGERS_BODY_BYTES / LONGEST) + 40;
        List<RawConnection> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                strangers.add(enrolling(LONGEST).send(bytes(LONGEST - 1, i)));
            }
            // The last of them find no room, and are told at once.
            assertEquals(
                    "later",
                    strangers
                            .get(many - 1)
                            .answer()
                            .problem(503, "busy")
                            .path("retry")
                            .asText());
            staff.put("script", "beside.mp4", bytes(100_000, 7)).expect(201);
            staff.as("operator", "POST", "/tokens", Staff.grant("monitor")).expect(201);
        } finally {
            strangers.forEach(RawConnection::close);
        }
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        int status = enrolled();
        while (status == 503 && System.nanoTime() < patience) {
            status = enrolled();
        }
        assertEquals(400, status, "what they held is given back when they have gone");
    }

    private int enrolled() {
        try (RawConnection connection = enrolling(LONGEST)) {
            return connection.send(bytes(LONGEST, 1)).answer().status();
        }
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsSent() {
        try (RawConnection connection = enrolling(LONGEST + 1, "Expect: 100-continue")) {
            // Not even 100: the first answer is the refusal.
            connection.next().problem(413, "body-too-long");
        }
    }

    @Test
    void whatDoesNotSayItsLengthIsRefusedWhereItBecomesTooLong() {
        try (RawConnection connection = staff.server().connect()) {
            connection.send(RawConnection.head("POST /devices/enrol", "Transfer-Encoding: chunked"));
            connection.sendChunk(bytes(LONGEST, 1)).sendChunk(bytes(1, 2));
            connection.answer().problem(413, "body-too-long");
            assertTrue(connection.send("0\r\n\r\n").isClosedByServer());
        }
    }
}
