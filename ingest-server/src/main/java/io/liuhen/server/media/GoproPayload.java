package io.liuhen.server.media;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one packet of GoPro's metadata track (GPMF) tells of place and time. Keys of four characters, a type, a size and a
 * count, then the values, up to a multiple of four bytes; keys of type 0 hold others.
 *
 * @param hasFix whether satellites were seen, and a place is told
 * @param time of the satellites as {@code yyyy-MM-dd HH:mm:ss} in UTC; empty where none is told
 */
record GoproPayload(boolean hasFix, long latitudeMicrodegrees, long longitudeMicrodegrees, String time) {
    private static final int HEAD_BYTES = 8;
    private static final int DEPTH_MAX = 4;
    private static final int LEAST_FIX = 2;
    private static final double MICRO = 1e6;
    private static final Pattern TIME = Pattern.compile("(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.\\d+)?");

    /** What has been read of it, until it is complete. */
    private static final class Reading {
        private double latitudeScale;
        private double longitudeScale;
        private int fix = -1;
        private String time = "";
        private boolean placed;
        private long latitude;
        private long longitude;
    }

    /** Reads a packet; what makes no sense ends the reading. */
    static GoproPayload read(ByteBuffer bytes) {
        Reading reading = new Reading();
        read(bytes, 0, reading);
        boolean fixed = reading.placed && reading.fix != 0 && (reading.fix < 0 || reading.fix >= LEAST_FIX);
        return new GoproPayload(fixed, reading.latitude, reading.longitude, reading.time);
    }

    private static void read(ByteBuffer bytes, int depth, Reading reading) {
        while (bytes.remaining() >= HEAD_BYTES && depth < DEPTH_MAX) {
            String key = SourceView.text(bytes.slice(bytes.position(), 4));
            int type = bytes.get(bytes.position() + 4) & 0xff;
            int size = bytes.get(bytes.position() + 5) & 0xff;
            int count = Short.toUnsignedInt(bytes.getShort(bytes.position() + 6));
            int length = size * count;
            bytes.position(bytes.position() + HEAD_BYTES);
            if (length > bytes.remaining()) {
                return;
            }
            ByteBuffer value = bytes.slice(bytes.position(), length);
            if (type == 0) {
                read(value, depth + 1, reading);
            } else {
                take(key, size, value, reading);
            }
            bytes.position(Math.min(bytes.limit(), bytes.position() + (length + 3) / 4 * 4));
        }
    }

    private static void take(String key, int size, ByteBuffer value, Reading reading) {
        switch (key) {
            case "SCAL" -> {
                // Of each stream its own; that of places has a divisor for each number.
                boolean two = size == Integer.BYTES && value.remaining() >= 2 * Integer.BYTES;
                reading.latitudeScale = two ? value.getInt(0) : 0;
                reading.longitudeScale = two ? value.getInt(4) : 0;
            }
            case "GPSF" -> reading.fix = value.remaining() >= Integer.BYTES ? value.getInt(0) : -1;
            case "GPSU" -> reading.time = time(SourceView.text(value));
            case "GPS5", "GPS9" -> place(value, reading);
            default -> {
                // Of the other sensors nothing is kept.
            }
        }
    }

    private static void place(ByteBuffer value, Reading reading) {
        if (reading.placed || value.remaining() < 2 * Integer.BYTES || reading.latitudeScale == 0) {
            return;
        }
        if (reading.longitudeScale == 0) {
            return;
        }
        long latitude = Math.round(value.getInt(0) / reading.latitudeScale * MICRO);
        long longitude = Math.round(value.getInt(4) / reading.longitudeScale * MICRO);
        boolean onEarth = Math.abs(latitude) <= 90 * MICRO && Math.abs(longitude) <= 180 * MICRO;
        if (onEarth && (latitude != 0 || longitude != 0)) {
            reading.placed = true;
            reading.latitude = latitude;
            reading.longitude = longitude;
        }
    }

    private static String time(String given) {
        Matcher found = TIME.matcher(given.strip());
        return found.matches()
                ? "20" + found.group(1) + "-" + found.group(2) + "-" + found.group(3) + " " + found.group(4) + ":"
                        + found.group(5) + ":" + found.group(6)
                : "";
    }
}
