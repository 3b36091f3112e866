package io.liuhen.server.docking;

import io.liuhen.server.records.Metadata;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what a listing says of a file with what a device has said of bytes under the same name. Recorders use their
 * names and numbers again after each erasing, and make files of one length; so only a time tells which one it is. Pure.
 */
final class Likeness {
    /** What says when the file was changed last, and nothing else. */
    private static final List<String> MODIFIED = List.of("fileModifiedAt", "modifiedAt");

    /** What a listing may mean by it as well: a recording is changed last when it ends. */
    private static final List<String> TIMES = List.of("fileModifiedAt", "modifiedAt", "endedAt", "madeAt");

    private static final String SEQUENCE = "sequence";

    private final ZoneId zone;

    /** @param zone in which a time without an offset is read */
    Likeness(ZoneId zone) {
        this.zone = zone;
    }

    /** Whether the words name the very time of the listing, and nothing else. */
    boolean agree(AnnouncedFile file, Map<String, String> words) {
        return !contradict(file, words) && TIMES.stream().anyMatch(name -> sameTime(file, words, name));
    }

    /** Whether the words are those of another file. */
    boolean contradict(AnnouncedFile file, Map<String, String> words) {
        return otherNumber(file, words) || MODIFIED.stream().anyMatch(name -> otherTime(file, words, name));
    }

    private static boolean otherNumber(AnnouncedFile file, Map<String, String> words) {
        try {
            return file.sequence().isPresent()
                    && words.containsKey(SEQUENCE)
                    && Long.parseLong(words.get(SEQUENCE).strip())
                            != file.sequence().getAsLong();
        } catch (NumberFormatException e) {
            // It says nothing that could be compared.
            return false;
        }
    }

    /** Whether two listings name one file, and not one and the next of its name. */
    boolean same(AnnouncedFile one, AnnouncedFile other) {
        return one.lengthBytes() == other.lengthBytes()
                && one.sequence().equals(other.sequence())
                && time(one.modifiedAt()).isPresent()
                && time(one.modifiedAt()).equals(time(other.modifiedAt()));
    }

    private boolean sameTime(AnnouncedFile file, Map<String, String> words, String name) {
        Optional<Instant> said = time(words.getOrDefault(name, ""));
        return said.isPresent() && said.equals(time(file.modifiedAt()));
    }

    private boolean otherTime(AnnouncedFile file, Map<String, String> words, String name) {
        Optional<Instant> said = time(words.getOrDefault(name, ""));
        Optional<Instant> listed = time(file.modifiedAt());
        return said.isPresent() && listed.isPresent() && !said.equals(listed);
    }

    /** To the second: some programs write no fraction of one. */
    private Optional<Instant> time(String text) {
        return Metadata.time(text.strip(), zone).map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    }
}
