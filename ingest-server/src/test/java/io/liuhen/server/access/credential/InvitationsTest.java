package io.liuhen.server.access.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.access.ActsFor;
import io.liuhen.server.access.Role;
import io.liuhen.server.access.credential.Invitations.Invitation;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Codes that let one machine in, once, for a while. */
final class InvitationsTest {
    private static final Duration LIFE = Duration.ofMinutes(15);

    private long now;
    private final Invitations invitations = new Invitations(() -> now, new Random(20_261_121L), LIFE);

    private static Invitation invitation(String machine) {
        return new Invitation(machine, Role.DEVICE, "fusong", ActsFor.nobody());
    }

    @Test
    void aCodeIsGoodOnceAndForItsMachine() {
        String code = invitations.open(invitation("ZFY-1")).orElseThrow();
        assertTrue(code.matches("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}"), code);
        assertEquals(Optional.empty(), invitations.take(code, "ZFY-2"));
        assertEquals(Optional.of(invitation("ZFY-1")), invitations.take(code, "ZFY-1"));
        assertEquals(Optional.empty(), invitations.take(code, "ZFY-1"));
    }

    @Test
    void aCodeEnds() {
        String code = invitations.open(invitation("ZFY-1")).orElseThrow();
        now += LIFE.toNanos();
        String later = invitations.open(invitation("ZFY-2")).orElseThrow();
        assertNotEquals(code, later);
        now += 1;
        assertEquals(Optional.empty(), invitations.take(code, "ZFY-1"));
        assertEquals(Optional.of(invitation("ZFY-2")), invitations.take(later, "ZFY-2"));
    }

    @Test
    void nobodyFillsTheMemoryWithCodes() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(invitations.open(invitation("ZFY-" + i)).isPresent());
        }
        assertTrue(invitations.open(invitation("ZFY-1000")).isEmpty());
        assertTrue(invitations.open(invitation("ZFY-7")).isPresent(), "in place of its own older one");
        now += LIFE.toNanos() + 1;
        assertTrue(invitations.open(invitation("ZFY-1000")).isPresent());
    }
}
