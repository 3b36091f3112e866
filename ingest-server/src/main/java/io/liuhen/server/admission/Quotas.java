package io.liuhen.server.admission;

import io.liuhen.server.observe.Refusal;
import io.liuhen.storage.format.SegmentId;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How much each device, and the unit with all of its devices, has open and has sent today. A quota refuses new uploads and
 * never one that exists. An upload counts on the day on which it was created, with the length that it has announced and, once
 * it is over, with what is kept of it. Thread-safe.
 */
public final class Quotas {
    private final Amounts amounts;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Map<SegmentId, Charge> open = new HashMap<>();
    private final Map<String, Account> devices = new HashMap<>();
    private final Account unit = new Account();
    private LocalDate day;

    /** @param zone in which a day begins */
    public Quotas(Amounts amounts, InstantSource clock, ZoneId zone) {
        this.amounts = amounts;
        this.clock = clock;
        this.zone = zone;
        this.day = LocalDate.ofInstant(clock.instant(), zone);
    }

    /**
     * What may be had; 0 where there is no limit.
     *
     * @param uploads open ones of a device
     * @param deviceDayBytes of the uploads that a device creates on a day
     * @param unitDayBytes the same of all devices
     * @param deviceUnfinishedBytes announced by a device's open uploads
     * @param unitUnfinishedBytes the same of all devices
     */
    public record Amounts(
            long uploads,
            long deviceDayBytes,
            long unitDayBytes,
            long deviceUnfinishedBytes,
            long unitUnfinishedBytes) {
        /** Whether what was sent before a start must be known. */
        public boolean countDays() {
            return deviceDayBytes > 0 || unitDayBytes > 0;
        }
    }

    /** Whether an upload may be created. */
    public sealed interface Outcome {
        /** It may, and its place is kept until it is said what became of it. */
        record Granted(Place place) implements Outcome {}

        /** It may not. */
        record Exceeded(Refusal reason, long limit) implements Outcome {}
    }

    /** What an upload counts for. */
    private record Charge(String device, LocalDate day, long bytes) {}

    private static final class Account {
        private long uploads;
        private long unfinishedBytes;
        private long dayBytes;
    }

    /** The place of an upload that is about to be created. */
    public final class Place {
        private final Charge charge;

        private Place(Charge charge) {
            this.charge = charge;
        }

        /** It was created. */
        public void taken(SegmentId id) {
            synchronized (Quotas.this) {
                open.put(id, charge);
            }
        }

        /** It was not. */
        public void given() {
            synchronized (Quotas.this) {
                end(charge, 0);
            }
        }
    }

    /**
     * Keeps a place for an upload.
     *
     * @param device whose it is; empty where nobody knows
     * @param lengthBytes what it announces; without it, it counts once it is told
     */
    public synchronized Outcome place(String device, OptionalLong lengthBytes) {
        today();
        long bytes = lengthBytes.orElse(0);
        Account own = device.isEmpty() ? new Account() : devices.getOrDefault(device, new Account());
        if (exceeds(own.uploads, 1, amounts.uploads)) {
            return new Outcome.Exceeded(Refusal.UPLOADS, amounts.uploads);
        }
        if (exceeds(own.dayBytes, bytes, amounts.deviceDayBytes)) {
            return new Outcome.Exceeded(Refusal.DEVICE_DAY, amounts.deviceDayBytes);
        }
        if (exceeds(own.unfinishedBytes, bytes, amounts.deviceUnfinishedBytes)) {
            return new Outcome.Exceeded(Refusal.DEVICE_UNFINISHED, amounts.deviceUnfinishedBytes);
        }
        if (exceeds(unit.dayBytes, bytes, amounts.unitDayBytes)) {
            return new Outcome.Exceeded(Refusal.UNIT_DAY, amounts.unitDayBytes);
        }
        if (exceeds(unit.unfinishedBytes, bytes, amounts.unitUnfinishedBytes)) {
            return new Outcome.Exceeded(Refusal.UNIT_UNFINISHED, amounts.unitUnfinishedBytes);
        }
        Charge charge = new Charge(device, day, bytes);
        begin(charge);
        return new Outcome.Granted(new Place(charge));
    }

    /** One that is larger than all that may be had is taken where there is nothing else: it must be sent some day. */
    private static boolean exceeds(long had, long more, long limit) {
        return limit > 0 && had > 0 && (had >= limit || had + more > limit);
    }

    private void begin(Charge charge) {
        for (Account account : accounts(charge)) {
            account.uploads++;
            account.unfinishedBytes += charge.bytes();
            account.dayBytes += charge.day().equals(day) ? charge.bytes() : 0;
        }
    }

    private void end(Charge charge, long keptBytes) {
        today();
        for (Account account : accounts(charge)) {
            account.uploads--;
            account.unfinishedBytes -= charge.bytes();
            account.dayBytes += charge.day().equals(day) ? keptBytes - charge.bytes() : 0;
        }
        forgetIdle(charge.device());
    }

    private Account[] accounts(Charge charge) {
        return charge.device().isEmpty()
                ? new Account[] {unit}
                : new Account[] {unit, devices.computeIfAbsent(charge.device(), fresh -> new Account())};
    }

    private void forgetIdle(String device) {
        devices.computeIfPresent(
                device,
                (same, account) ->
                        account.uploads == 0 && (account.dayBytes == 0 || !amounts.countDays()) ? null : account);
    }

    private void today() {
        LocalDate now = LocalDate.ofInstant(clock.instant(), zone);
        if (!now.equals(day)) {
            day = now;
            unit.dayBytes = 0;
            devices.values().removeIf(account -> account.uploads == 0);
            devices.values().forEach(account -> account.dayBytes = 0);
            // A clock that was set back has them on a day that has begun again.
            open.values().stream().filter(charge -> charge.day().equals(day)).forEach(charge -> {
                for (Account account : accounts(charge)) {
                    account.dayBytes += charge.bytes();
                }
            });
        }
    }

    /** An upload that was created without a length has one now. */
    public synchronized void lengthTold(SegmentId id, long lengthBytes) {
        Charge charge = open.get(id);
        if (charge != null) {
            end(charge, 0);
            Charge known = new Charge(charge.device(), charge.day(), lengthBytes);
            begin(known);
            open.put(id, known);
        }
    }

    /** Whether an upload counts as open. */
    public synchronized boolean counts(SegmentId id) {
        return open.containsKey(id);
    }

    /**
     * An upload is over.
     *
     * @param keptBytes what of it is kept
     */
    public synchronized void ended(SegmentId id, long keptBytes) {
        Charge charge = open.remove(id);
        if (charge != null) {
            end(charge, keptBytes);
        }
    }

    /** There is an upload from before the start. */
    public synchronized void found(SegmentId id, String device, long lengthBytes) {
        Charge charge = new Charge(device, createdOn(id), lengthBytes);
        begin(charge);
        open.put(id, charge);
    }

    /** There is a file from before the start. */
    public synchronized void foundKept(SegmentId id, String device, long lengthBytes) {
        Charge charge = new Charge(device, createdOn(id), lengthBytes);
        begin(charge);
        end(charge, lengthBytes);
    }

    private LocalDate createdOn(SegmentId id) {
        return LocalDate.ofInstant(id.madeAt(), zone);
    }
}
