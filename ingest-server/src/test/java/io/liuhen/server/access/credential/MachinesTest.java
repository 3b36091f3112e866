package io.liuhen.server.access.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Caller;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Invitations.Invitation;
import io.liuhen.server.access.credential.Machines.NewKey;
import io.liuhen.server.custody.Actor;
import io.liuhen.server.keys.WrappingKey;
import io.liuhen.server.records.Terms;
import io.liuhen.server.testing.TestEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines and their keys on a real engine, with a clock that the test moves. */
final class MachinesTest {
    private static final Duration OVERLAP = Duration.ofDays(7);
    private static final Actor OPERATOR = new Actor("operator", "某人", "192.0.2.7");
    private static final String PRINT = "ab".repeat(32);

    @TempDir
    private Path folder;

    private TestEngine engine;
    private Machines machines;

    @BeforeEach
    void open() {
        engine = new TestEngine(folder.resolve("store"));
        machines = read();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /** What a server reads when it starts. */
    private Machines read() {
        return new Machines(
                new Registry(engine.engine().records(), new Terms("trial"), engine.custody(), engine.clock()),
                new WrappingKey(folder.resolve("keys"), () -> 0, new Random(7)),
                engine.ids(),
                engine.clock(),
                OVERLAP);
    }

    private NewKey enrol(String name) {
        return machines.enrol(new Invitation(name, Role.DEVICE, "trial", ActsFor.nobody()), OPERATOR);
    }

    private static String secret(Machines machines, String keyId) {
        return machines.key(keyId)
                .map(key -> Base64.getEncoder().encodeToString(key.getEncoded()))
                .orElse("");
    }

    @Test
    void whatIsDurableIsReadAgain() {
        NewKey key = enrol("ZFY-1");
        assertEquals(key.secret(), secret(machines, "ZFY-1/1"));
        Machines again = read();
        assertEquals(key.secret(), secret(again, "ZFY-1/1"));
        assertEquals(machines.all(), again.all());
        Caller caller = again.signedWith("ZFY-1/1", -1).orElseThrow();
        assertEquals(Role.DEVICE, caller.role());
        assertEquals(ActsFor.these(Set.of("ZFY-1")), caller.actsFor());
    }

    @Test
    void theOldKeyCountsUntilTheOverlapIsOver() {
        enrol("ZFY-1");
        NewKey second = machines.rotate("ZFY-1", "ZFY-1/1", OPERATOR).orElseThrow();
        assertEquals("ZFY-1/2", second.keyId());
        engine.clock().move(OVERLAP.minusSeconds(1));
        for (Machines each : new Machines[] {machines, read()}) {
            assertTrue(each.key("ZFY-1/1").isPresent());
            assertTrue(each.key("ZFY-1/2").isPresent());
        }
        engine.clock().move(Duration.ofSeconds(1));
        for (Machines each : new Machines[] {machines, read()}) {
            assertTrue(each.key("ZFY-1/1").isEmpty());
            assertTrue(each.signedWith("ZFY-1/1", -1).isEmpty());
            assertTrue(each.key("ZFY-1/2").isPresent());
        }
    }

    @Test
    void aKeyThatNeverArrivedEndsWithTheNextAndItsNumberIsNotGivenAgain() {
        enrol("ZFY-1");
        machines.rotate("ZFY-1", "ZFY-1/1", OPERATOR);
        NewKey third = machines.rotate("ZFY-1", "ZFY-1/1", OPERATOR).orElseThrow();
        assertEquals("ZFY-1/3", third.keyId());
        assertTrue(machines.key("ZFY-1/1").isPresent());
        assertTrue(machines.key("ZFY-1/2").isEmpty());
    }

    @Test
    void whoIsLetInAgainHasOneKeyAndTheSameRegistration() {
        NewKey first = enrol("ZFY-1");
        machines.certify("ZFY-1", PRINT, OPERATOR);
        assertTrue(machines.revoke("ZFY-1", "遗失", OPERATOR));
        assertFalse(machines.revoke("ZFY-1", "遗失", OPERATOR), "once");
        assertTrue(machines.key(first.keyId()).isEmpty());
        assertTrue(machines.rotate("ZFY-1", first.keyId(), OPERATOR).isEmpty());
        NewKey again = enrol("ZFY-1");
        assertEquals("ZFY-1/2", again.keyId());
        assertEquals(first.machine().registration(), again.machine().registration());
        for (Machines each : new Machines[] {machines, read()}) {
            assertTrue(each.key("ZFY-1/1").isEmpty());
            assertTrue(each.key("ZFY-1/2").isPresent());
            assertTrue(each.certifiedBy(PRINT).isEmpty(), "certificates are bound anew");
        }
    }

    @Test
    void aCertificateIsOneMachinesAndGoesWithIt() {
        enrol("ZFY-1");
        enrol("ZFY-2");
        assertTrue(machines.certify("ZFY-1", PRINT, OPERATOR));
        assertFalse(machines.certify("ZFY-2", PRINT, OPERATOR), "it is another's");
        assertFalse(machines.certify("ZFY-3", "cd".repeat(32), OPERATOR), "there is no such machine");
        assertEquals("ZFY-1", read().certifiedBy(PRINT).map(Caller::name).orElse(""));
        machines.revoke("ZFY-1", "遗失", OPERATOR);
        assertEquals(Optional.empty(), machines.certifiedBy(PRINT));
        assertEquals(Optional.empty(), read().certifiedBy(PRINT));
    }

    @Test
    void theSkewOfAClockIsMeasuredAndNothingElse() {
        enrol("ZFY-1");
        long now = TestEngine.START.getEpochSecond();
        assertEquals(
                -3600,
                machines.signedWith("ZFY-1/1", now - 3600)
                        .orElseThrow()
                        .clockSkewSeconds()
                        .getAsLong());
        assertEquals(
                -3600,
                machines.lastSeen("ZFY-1").orElseThrow().clockSkewSeconds().getAsLong());
        assertTrue(machines.signedWith("ZFY-1/1", -1)
                .orElseThrow()
                .clockSkewSeconds()
                .isEmpty());
    }

    @Test
    void aSecretOpensForItsKeyAlone() {
        WrappingKey wrapping = new WrappingKey(folder.resolve("keys"), () -> 0, new Random(8));
        String wrapped = wrapping.wrap(new byte[] {1, 2, 3}, "ZFY-1/1");
        assertEquals(3, wrapping.unwrap(wrapped, "ZFY-1/1").length);
        assertThrows(IllegalStateException.class, () -> wrapping.unwrap(wrapped, "ZFY-2/1"));
        WrappingKey other = new WrappingKey(folder.resolve("others"), () -> 0, new Random(9));
        assertThrows(IllegalStateException.class, () -> other.unwrap(wrapped, "ZFY-1/1"));
        other.wrap(new byte[1], "x");
        assertThrows(IllegalStateException.class, () -> other.unwrap(wrapped, "ZFY-1/1"));
        assertEquals(
                3, new WrappingKey(folder.resolve("keys"), () -> 0, new Random(10)).unwrap(wrapped, "ZFY-1/1").length);
    }
}
