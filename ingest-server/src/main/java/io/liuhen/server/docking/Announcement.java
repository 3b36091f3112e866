package io.liuhen.server.docking;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a dock, or a device by itself, says that the device holds.
 *
 * @param files the whole listing
 */
public record Announcement(Circumstances circumstances, List<AnnouncedFile> files) {
    /** The longest listing. */
    public static final int FILES_MAX = 5000;

    /** Refuses a listing that is too long, or has one name twice. */
    public Announcement {
        files = List.copyOf(files);
        if (files.size() > FILES_MAX) {
            throw tooLong();
        }
        Set<String> names = new HashSet<>();
        for (AnnouncedFile file : files) {
            if (!names.add(file.name())) {
                throw new IllegalArgumentException("\"" + file.name() + "\" is listed twice");
            }
        }
    }

    static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("an announcement has at most " + FILES_MAX + " files; send several");
    }

    /** Which device holds it. */
    public String device() {
        return circumstances.device();
    }
}
