package io.liuhen.server.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.testing.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyFileTest {
    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T00:00:00Z"));

    private SigningKeyFile file() {
        return new SigningKeyFile(folder.resolve("keys"), "抚松县分局", clock, System::nanoTime, new Random(7));
    }

    private String refusal() {
        return String.valueOf(
                assertThrows(IllegalStateException.class, () -> file().open()).getMessage());
    }

    private Path stored(String name) {
        return folder.resolve("keys").resolve(name);
    }

    @Test
    void aKeyIsMadeOnceAndFoundAgain() {
        SigningKey made = file().open();
        SigningKey found = file().open();
        assertEquals(made.id(), found.id());
        assertEquals(made.certificate(), found.certificate());
        assertEquals(made.secret(), found.secret());
        assertTrue(made.certificate().getSubjectX500Principal().getName().contains("抚松县分局"));
    }

    @Test
    void nobodyElseCanReadIt() throws Exception {
        file().open();
        for (String name : new String[] {"signing.p12", "signing.password"}) {
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(stored(name)), name);
        }
    }

    @Test
    void aKeyThatOthersCouldReadIsRefused() throws Exception {
        file().open();
        Files.setPosixFilePermissions(stored("signing.p12"), PosixFilePermissions.fromString("rw-r--r--"));
        String message = refusal();
        assertTrue(message.contains("chmod 600"), message);
    }

    @Test
    void aKeyWithoutItsPasswordIsRefusedAndNotReplaced() throws Exception {
        file().open();
        byte[] before = Files.readAllBytes(stored("signing.p12"));
        Files.delete(stored("signing.password"));
        String message = refusal();
        assertTrue(message.contains("signing.password"), message);
        assertEquals(before.length, Files.size(stored("signing.p12")));
    }

    @Test
    void aDamagedKeyIsRefusedAndNotReplaced() throws Exception {
        file().open();
        Files.write(stored("signing.p12"), new byte[100]);
        assertThrows(IllegalStateException.class, () -> file().open());
        assertEquals(100, Files.size(stored("signing.p12")));
    }

    /** What a crash between the two files leaves. */
    @Test
    void aPasswordWithoutAKeyIsNoKey() throws Exception {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(stored("signing.password"), "left over");
        Files.setPosixFilePermissions(stored("signing.password"), PosixFilePermissions.fromString("rw-------"));
        SigningKey made = file().open();
        assertEquals(made.id(), file().open().id());
    }

    @Test
    void checkingMakesNone() {
        file().check();
        assertFalse(Files.exists(stored("signing.p12")));
    }

    @Test
    void checkingFindsAKeyThatCannotSign() throws Exception {
        file().open();
        Files.write(stored("signing.p12"), new byte[100]);
        assertThrows(IllegalStateException.class, () -> file().check());
    }

    @Test
    void twoServersHaveTwoKeys() {
        SigningKey one = file().open();
        SigningKey other =
                new SigningKeyFile(folder.resolve("others"), "抚松县分局", clock, System::nanoTime, new Random(7)).open();
        assertNotEquals(one.id(), other.id());
    }

    @Test
    void itsTextDoesNotShowTheSecret() {
        SigningKey key = file().open();
        assertFalse(key.toString().contains(key.secret().toString()));
        assertEquals("signing key " + key.id(), key.toString());
    }
}
