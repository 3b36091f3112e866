package io.liuhen.server.access.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.access.signature.Nonces.Taking;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A nonce is taken once, within its life, by the server that gave it out, however many others are. */
final class NoncesTest {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final int PAGE = TakenSerials.SERIALS_PER_PAGE;

    /** Near the end of what a long counts, where a comparison that is not a difference goes wrong. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());

    private final Nonces nonces = nonces(1 << 25, 1);

    private Nonces nonces(int givenMax, long seed) {
        return new Nonces(nanos::get, new Random(seed), LIFE, givenMax);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static void giveOut(Nonces nonces, int count) {
        for (int i = 0; i < count; i++) {
            nonces.next();
        }
    }

    @Test
    void oneIsTakenOnce() {
        String nonce = nonces.next();
        assertEquals(Taking.TAKEN, nonces.take(nonce));
        assertEquals(Taking.TAKEN_BEFORE, nonces.take(nonce));
    }

    @Test
    void oneIsGoodUntilItsLifeIsOver() {
        String used = nonces.next();
        String late = nonces.next();
        pass(LIFE);
        assertEquals(Taking.TAKEN, nonces.take(used));
        pass(Duration.ofNanos(1));
        assertEquals(Taking.TOO_OLD, nonces.take(late));
        assertEquals(Taking.TOO_OLD, nonces.take(used));
    }

    /** A run's nonces are worth nothing to the next, which remembers none of them; nor where its clock begins anew. */
    @Test
    void anotherRunsIsNotTaken() {
        String before = nonces.next();
        Nonces next = nonces(1 << 25, 2);
        assertEquals(Taking.UNKNOWN, next.take(before));
        next.next();
        assertEquals(Taking.UNKNOWN, next.take(before), "although a number was given out in its place");
    }

    @Test
    void anotherSpellingIsTheSameNonce() {
        String nonce = nonces.next();
        assertEquals(Taking.UNKNOWN, nonces.take(nonce + "="));
        assertEquals(Taking.UNKNOWN, nonces.take(nonce.substring(1)));
        assertEquals(Taking.UNKNOWN, nonces.take(""));
        assertEquals(Taking.UNKNOWN, nonces.take("nonsense, with spaces"));
        assertEquals(Taking.TAKEN, nonces.take(nonce));
        assertEquals(Taking.TAKEN_BEFORE, nonces.take(nonce + "=="));
    }

    @Test
    void noOctetOfItCanBeChanged() {
        String nonce = nonces.next();
        // The last character has four bits that belong to no octet.
        for (int i = 0; i < nonce.length() - 1; i++) {
            char other = nonce.charAt(i) == 'A' ? 'B' : 'A';
            assertEquals(
                    Taking.UNKNOWN, nonces.take(nonce.substring(0, i) + other + nonce.substring(i + 1)), "at " + i);
        }
    }

    @Test
    void theyAreTakenInAnyOrder() {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 3 * PAGE; i++) {
            given.add(nonces.next());
        }
        Collections.shuffle(given, new Random(5));
        given.forEach(nonce -> assertEquals(Taking.TAKEN, nonces.take(nonce)));
        given.forEach(nonce -> assertEquals(Taking.TAKEN_BEFORE, nonces.take(nonce)));
    }

    /** Memory is of a fixed size. What it has no room for any more is refused, and the next one is good. */
    @Test
    void oneThatIsTooManyOthersOldIsRefusedRatherThanTakenTwice() {
        Nonces few = nonces(2 * PAGE, 3);
        String taken = few.next();
        String kept = few.next();
        assertEquals(Taking.TAKEN, few.take(taken));
        giveOut(few, 2 * PAGE);
        assertEquals(Taking.TAKEN, few.take(few.next()), "on the page that comes where the first one was");
        assertEquals(Taking.TOO_OLD, few.take(taken));
        assertEquals(Taking.TOO_OLD, few.take(kept));
        assertEquals(Taking.TAKEN, few.take(few.next()));
    }

    /** It would cost memory that those need who are let in. */
    @Test
    void thoseThatNobodyBringsBackCostNothing() {
        Nonces few = nonces(2 * PAGE, 4);
        String first = few.next();
        giveOut(few, 10 * PAGE);
        assertEquals(Taking.TAKEN, few.take(first));
    }

    @Test
    void ofManyWhoBringTheSameOneIsFirst() {
        for (int i = 0; i < 2000; i++) {
            String nonce = nonces.next();
            AtomicInteger firsts = new AtomicInteger();
            IntStream.range(0, 4).parallel().forEach(who -> {
                if (nonces.take(nonce) == Taking.TAKEN) {
                    firsts.incrementAndGet();
                }
            });
            assertEquals(1, firsts.get());
        }
    }

    /** The server's own size: 1,000 signed requests in each second, and as many strangers, for six minutes. */
    @Test
    void thousandsInEachSecondAreTakenForAsLongAsTheyCome() {
        Deque<String> inUse = new ArrayDeque<>();
        List<String> recorded = new ArrayList<>();
        for (int second = 0; second < LIFE.plusMinutes(1).toSeconds(); second++) {
            for (int i = 0; i < 1000; i++) {
                inUse.add(nonces.next());
                nonces.next();
            }
            // A recorder thinks for ten seconds between two requests.
            while (inUse.size() > 10_000) {
                String nonce = inUse.remove();
                assertEquals(Taking.TAKEN, nonces.take(nonce), "in second " + second);
                if (inUse.size() % 1000 == 0) {
                    recorded.add(nonce);
                }
            }
            pass(Duration.ofSeconds(1));
        }
        assertTrue(recorded.size() > 300, () -> "recorded " + recorded.size());
        recorded.forEach(
                nonce -> assertTrue(Set.of(Taking.TAKEN_BEFORE, Taking.TOO_OLD).contains(nonces.take(nonce))));
    }

    @Test
    void theyTellNobodyHowManyThereAre() {
        Set<String> seen = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String nonce = nonces.next();
            seen.add(nonce);
            // The upper half of the serial number, which would be nought for all of them.
            places.add(nonce.substring(22, 27));
        }
        assertEquals(1000, seen.size());
        assertTrue(places.size() > 990, () -> "told " + places.size());
    }
}
