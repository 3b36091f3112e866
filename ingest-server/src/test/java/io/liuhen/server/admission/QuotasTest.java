package io.liuhen.server.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.server.admission.Quotas.Outcome;
import io.liuhen.server.observe.Refusal;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** "Quotas per device and unit: a quota refuses new creations, never a running upload." */
final class QuotasTest {
    /** 16:30 in Shanghai. */
    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-20T08:30:00Z"));

    private final IdGenerator ids = new IdGenerator(clock, new Random(1));

    private Quotas quotas(long uploads, long deviceDay, long unitDay, long deviceUnfinished, long unitUnfinished) {
        return new Quotas(
                new Quotas.Amounts(uploads, deviceDay, unitDay, deviceUnfinished, unitUnfinished),
                clock,
                ZoneId.of("Asia/Shanghai"));
    }

    private SegmentId create(Quotas quotas, String device, long length) {
        SegmentId id = ids.segment();
        assertInstanceOf(Outcome.Granted.class, quotas.place(device, OptionalLong.of(length)))
                .place()
                .taken(id);
        return id;
    }

    private static void refused(Refusal reason, Quotas quotas, String device, long length) {
        assertEquals(
                reason,
                assertInstanceOf(Outcome.Exceeded.class, quotas.place(device, OptionalLong.of(length)))
                        .reason());
    }

    @Test
    void aDeviceHasSoManyUploadsOpen() {
        Quotas quotas = quotas(2, 0, 0, 0, 0);
        SegmentId first = create(quotas, "a", 1);
        create(quotas, "a", 1);
        refused(Refusal.UPLOADS, quotas, "a", 1);
        create(quotas, "b", 1);
        quotas.ended(first, 1);
        create(quotas, "a", 1);
        refused(Refusal.UPLOADS, quotas, "a", 1);
    }

    @Test
    void whoIsNotKnownSharesNoPlaces() {
        Quotas quotas = quotas(1, 10, 0, 10, 0);
        create(quotas, "", 10);
        create(quotas, "", 10);
    }

    @Test
    void aPlaceThatIsNotTakenIsFree() {
        Quotas quotas = quotas(1, 0, 0, 0, 0);
        Outcome.Granted granted = assertInstanceOf(Outcome.Granted.class, quotas.place("a", OptionalLong.of(1)));
        refused(Refusal.UPLOADS, quotas, "a", 1);
        granted.place().given();
        create(quotas, "a", 1);
    }

    @Test
    void bytesCountFromTheirAnnouncementToTheEnd() {
        Quotas quotas = quotas(0, 0, 0, 100, 150);
        SegmentId first = create(quotas, "a", 60);
        refused(Refusal.DEVICE_UNFINISHED, quotas, "a", 41);
        SegmentId second = create(quotas, "a", 40);
        create(quotas, "b", 50);
        refused(Refusal.UNIT_UNFINISHED, quotas, "c", 1);
        quotas.ended(first, 60);
        quotas.ended(second, 0);
        create(quotas, "c", 100);
    }

    @Test
    void aLengthThatIsToldLaterCountsThenAndRefusesNothingThatRuns() {
        Quotas quotas = quotas(0, 100, 0, 100, 0);
        SegmentId id = ids.segment();
        assertInstanceOf(Outcome.Granted.class, quotas.place("a", OptionalLong.empty()))
                .place()
                .taken(id);
        create(quotas, "a", 60);
        quotas.lengthTold(id, 1000);
        refused(Refusal.DEVICE_DAY, quotas, "a", 1);
        quotas.ended(id, 20);
        create(quotas, "a", 20);
        refused(Refusal.DEVICE_DAY, quotas, "a", 1);
    }

    /** A file that is larger than what a device may have must be sent some day. */
    @Test
    void oneThatIsTooLargeIsTakenAlone() {
        Quotas quotas = quotas(0, 100, 0, 100, 0);
        create(quotas, "a", 500);
        refused(Refusal.DEVICE_DAY, quotas, "a", 1);
        refused(Refusal.DEVICE_DAY, quotas, "a", 0);
    }

    @Test
    void whatIsKeptOfADaysUploadsCountsUntilMidnight() {
        Quotas quotas = quotas(0, 100, 150, 0, 0);
        quotas.ended(create(quotas, "a", 60), 60);
        quotas.ended(create(quotas, "a", 40), 10);
        quotas.ended(create(quotas, "a", 30), 0);
        create(quotas, "a", 30);
        refused(Refusal.DEVICE_DAY, quotas, "a", 1);
        refused(Refusal.UNIT_DAY, quotas, "b", 51);
        clock.move(Duration.ofMinutes(7 * 60 + 29));
        refused(Refusal.DEVICE_DAY, quotas, "a", 1);
        clock.move(Duration.ofMinutes(1));
        create(quotas, "a", 100);
    }

    /** It counts on the day of its creation, whenever it is over. */
    @Test
    void anUploadOverMidnightCountsOnItsFirstDay() {
        Quotas quotas = quotas(0, 100, 0, 100, 0);
        SegmentId id = create(quotas, "a", 100);
        clock.move(Duration.ofHours(12));
        refused(Refusal.DEVICE_UNFINISHED, quotas, "a", 1);
        quotas.ended(id, 100);
        create(quotas, "a", 100);
    }

    @Test
    void whatWasThereBeforeTheStartCounts() {
        Quotas quotas = quotas(2, 100, 0, 0, 0);
        SegmentId yesterday = ids.segment();
        clock.move(Duration.ofHours(12));
        SegmentId today = ids.segment();
        Quotas started = quotas(2, 100, 0, 0, 0);
        started.found(yesterday, "a", 5000);
        started.foundKept(today, "a", 90);
        refused(Refusal.DEVICE_DAY, started, "a", 11);
        create(started, "a", 10);
        refused(Refusal.UPLOADS, started, "a", 0);
        started.ended(yesterday, 5000);
        refused(Refusal.DEVICE_DAY, started, "a", 1);
        create(quotas, "a", 100);
    }
}
