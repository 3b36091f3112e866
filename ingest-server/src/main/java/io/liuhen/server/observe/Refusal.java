package io.liuhen.server.observe;

import java.util.Locale;

/** Why a connection or a new upload was not let in, though nothing was wrong with it; a label. */
public enum Refusal {
    /** Too many connections over all. */
    CONNECTIONS,
    /** Too many from one address. */
    ADDRESS,
    /** As many bodies as may are being received. */
    BUSY,
    /** The device has as many open uploads as it may. */
    UPLOADS,
    /** The device has sent what it may on one day. */
    DEVICE_DAY,
    /** All devices of the unit together have. */
    UNIT_DAY,
    /** The device has announced as much as it may without having sent it. */
    DEVICE_UNFINISHED,
    /** All devices of the unit together have. */
    UNIT_UNFINISHED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
