package io.liuhen.server.config;

import java.time.LocalTime;
import java.util.List;

/**
 * How many may come at once, and how much they may bring.
 *
 * @param connections at once, on the port for clients
 * @param connectionsPerAddress at once, from one address
 * @param bodies that are received at once before new uploads are refused
 * @param uploads that a device may have open; 0 for any number
 * @param deviceDay bytes of the uploads that a device creates on a day; 0 for any
 * @param unitDay the same of all devices together
 * @param deviceUnfinished bytes that a device's open uploads have announced; 0 for any
 * @param unitUnfinished the same of all devices together
 * @param ceilings how much may come in a second, by the time of the day
 */
public record AdmissionConfig(
        int connections,
        int connectionsPerAddress,
        int bodies,
        int uploads,
        DataSize deviceDay,
        DataSize unitDay,
        DataSize deviceUnfinished,
        DataSize unitUnfinished,
        List<Ceiling> ceilings) {
    private static final int MAX = 1_000_000;

    /** Refuses what would let nobody in. */
    public AdmissionConfig {
        atLeastOne("connections", connections);
        atLeastOne("connectionsPerAddress", connectionsPerAddress);
        atLeastOne("bodies", bodies);
        if (uploads < 0 || uploads > MAX) {
            throw new IllegalArgumentException("admission.uploads is a number from 0 to " + MAX);
        }
        ceilings = List.copyOf(ceilings);
    }

    private static void atLeastOne(String key, int number) {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException("admission." + key + " is a number from 1 to " + MAX);
        }
    }

    /**
     * A ceiling for a part of the day, in the unit's zone.
     *
     * @param from its first moment
     * @param to the moment after its last, on the next day where that is not after {@code from}
     * @param rate bytes a second, over the whole server
     */
    public record Ceiling(LocalTime from, LocalTime to, DataSize rate) {
        private static final DataSize RATE_MIN = new DataSize(64 << 10);

        /** Refuses a ceiling below which nothing would ever be finished. */
        public Ceiling {
            if (rate.bytes() < RATE_MIN.bytes()) {
                throw new IllegalArgumentException("admission.ceilings: the rate of one is " + RATE_MIN + " or more");
            }
        }
    }

    /** What the memory of one server bears, and no quota: what a device must send, it must send. */
    public static AdmissionConfig defaults() {
        DataSize any = new DataSize(0);
        return new AdmissionConfig(4096, 3072, 2500, 1000, any, any, any, any, List.of());
    }
}
