package io.liuhen.server.recorder;

import java.util.List;
import java.util.Locale;

/**
 * A model of recorders that the agency has.
 *
 * @param devices their names; a star at the end stands for any rest
 * @param names how it names its files; the first that fits counts
 */
public record RecorderModel(String name, List<String> devices, List<NamePattern> names) {
    private static final int NAME_CHARS_MAX = 64;

    public RecorderModel {
        if (name.isBlank() || name.length() > NAME_CHARS_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a recorder's model is a text of 1 to " + NAME_CHARS_MAX + " characters");
        }
        devices = List.copyOf(devices);
        names = List.copyOf(names);
        for (String device : devices) {
            int star = device.indexOf('*');
            if (device.isBlank() || (star >= 0 && star != device.length() - 1)) {
                throw new IllegalArgumentException(
                        "\"" + device + "\": a device's name, or its beginning with a star behind it");
            }
        }
    }

    /** Whether a device is of this model. */
    boolean has(String device) {
        String lower = device.toLowerCase(Locale.ROOT);
        return devices.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? lower.startsWith(pattern.substring(0, pattern.length() - 1))
                        : lower.equals(pattern));
    }
}
