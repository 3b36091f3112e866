package io.liuhen.server.http.door;

import static io.liuhen.server.testing.Seeded.bytes;
import static io.liuhen.server.testing.Seeded.sha256;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.SigningDevice;
import io.liuhen.server.testing.Staff;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "… only to those who may read that segment": to everybody else it is as if it were not there. */
final class HaveItForWhomIT {
    private static final byte[] FILE = bytes(5000, 1);
    private static final String[] DECLARED = {"sha256", sha256(FILE)};

    @TempDir
    private Path folder;

    private Staff staff;
    private SigningDevice owner;
    private String segment;

    @BeforeEach
    void start() {
        staff = new Staff(folder);
        owner = staff.device("ZFY-1");
        String upload = owner.create(FILE.length, "filename", "A.MP4");
        owner.patch(upload, 0, FILE).expect(204);
        segment = Tus.id(upload);
    }

    @AfterEach
    void stop() {
        staff.close();
    }

    private String asRole(String role, String... metadata) {
        return Tus.id(staff.as(
                        role,
                        "POST",
                        "/files",
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        String.valueOf(FILE.length),
                        "Upload-Metadata",
                        Tus.metadata(metadata))
                .expect(201)
                .required("Location"));
    }

    @Test
    void theDeviceItselfAndItsDockAreTold() {
        assertEquals(segment, Tus.id(owner.create(FILE.length, DECLARED)));
        SigningDevice dock = staff.dock("CJZ-1", "ZFY-1", "ZFY-2");
        assertEquals(segment, Tus.id(dock.create(FILE.length, "device", "ZFY-1", "sha256", sha256(FILE))));
        assertEquals(segment, Tus.id(dock.create(FILE.length, "device", "ZFY-2", "sha256", sha256(FILE))));
    }

    @Test
    void anotherDeviceADockOfOthersAndAScriptAreNot() {
        assertNotEquals(segment, Tus.id(staff.device("ZFY-2").create(FILE.length, DECLARED)));
        SigningDevice dock = staff.dock("CJZ-2", "ZFY-2");
        assertNotEquals(segment, Tus.id(dock.create(FILE.length, "device", "ZFY-2", "sha256", sha256(FILE))));
        assertNotEquals(segment, asRole("script", DECLARED));
        assertNotEquals(segment, asRole("script", "device", "ZFY-1", "sha256", sha256(FILE)));
        assertEquals(0, presented());
    }

    /** He may see the segment, so a whole file is answered with it; an upload of his own it is not. */
    @Test
    void whoMaySeeItWithoutGoingOnWithItIsToldWhereNothingIsToGoOn() {
        Answer put = staff.put("custodian", "a.mp4", FILE, "Upload-Metadata", Tus.metadata(DECLARED))
                .expect(200);
        assertEquals(segment, put.json().path("id").asText());
        assertNotEquals(segment, asRole("custodian", DECLARED));
        assertEquals(1, presented());
    }

    /** A script that names another's device hears of its own files alone, also when it has sent all of one. */
    @Test
    void theSecondCopyOfAnothersFileIsAFileOfItsOwn() {
        Answer first = owner.send("PUT", "/files/B.MP4", FILE).expect(201);
        String mine = staff.put("script", "B.MP4", FILE, "Upload-Metadata", Tus.metadata("device", "ZFY-1"))
                .expect(201)
                .json()
                .path("id")
                .asText();
        assertNotEquals(first.json().path("id").asText(), mine);
        staff.as("script", "GET", "/files/" + mine).expect(200);
        Answer again = staff.put("script", "B.MP4", FILE, "Upload-Metadata", Tus.metadata("device", "ZFY-1"))
                .expect(200);
        assertEquals(mine, again.json().path("id").asText());
    }

    private long presented() {
        return staff
                .as("custodian", "GET", "/custody?subject=" + segment)
                .expect(200)
                .json()
                .findValues("deed")
                .stream()
                .filter(deed -> deed.asText().equals("presented"))
                .count();
    }

    @Test
    void whatIsAnsweredToThoseWhoMayNotKnowTellsNothing() {
        SigningDevice other = staff.device("ZFY-2");
        Answer hidden = other.tryToCreate(FILE.length, DECLARED);
        Answer absent = other.tryToCreate(FILE.length, "sha256", sha256(bytes(10, 9)));
        assertEquals(absent.status(), hidden.status());
        assertEquals(shape(absent), shape(hidden));
        assertEquals(0, hidden.offset());
    }

    private static Set<String> shape(Answer answer) {
        Set<String> names = new TreeSet<>();
        for (String name :
                List.of("location", "upload-offset", "upload-expires", "content-length", "connection", "repr-digest")) {
            answer.header(name).ifPresent(value -> names.add(name.equals("location") ? name : name + "=" + value));
        }
        names.removeIf(name -> name.startsWith("upload-expires="));
        return names;
    }

    @Test
    void twoDevicesThatDeclareTheSameNewFileAreNeverMixed() {
        SigningDevice one = staff.device("ZFY-2");
        SigningDevice two = staff.device("ZFY-3");
        String[] declared = {"sha256", sha256(bytes(100, 7))};
        String first = one.create(100, declared);
        assertEquals(first, one.create(100, declared));
        String second = two.create(100, declared);
        assertNotEquals(first, second);
        assertEquals(second, two.create(100, declared));
        SigningDevice dock = staff.dock("CJZ-3", "ZFY-2", "ZFY-3");
        assertEquals(first, dock.create(100, "device", "ZFY-2", "sha256", sha256(bytes(100, 7))));
    }

    /** A look at what the clock tells; the figures are for people. */
    @Test
    void howLongItTakesTellsNoMoreThanASyncHides() {
        SigningDevice other = staff.device("ZFY-2");
        Random random = new Random(1);
        List<Long> hidden = new ArrayList<>();
        List<Long> absent = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            hidden.add(nanos(other, FILE.length + 1 + i, sha256(FILE)));
            byte[] unknown = new byte[8];
            random.nextBytes(unknown);
            absent.add(nanos(other, FILE.length, sha256(unknown)));
        }
        long median = median(absent);
        long difference = Math.abs(median(hidden) - median);
        System.out.println(
                "creation, median: absent " + median / 1000 + " us, hidden " + median(hidden) / 1000 + " us");
        assertTrue(difference < median, () -> "hidden takes as long again as absent: " + difference + " ns");
    }

    private static long nanos(SigningDevice device, long length, String sha256) {
        long start = System.nanoTime();
        device.tryToCreate(length, "sha256", sha256).expect(201);
        return System.nanoTime() - start;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
