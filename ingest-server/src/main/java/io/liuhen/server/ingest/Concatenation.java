package io.liuhen.server.ingest;

import io.liuhen.storage.format.SegmentId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code Upload-Concat} says (tus 1.0.0, concatenation): that an upload is a part of files to come, or which parts it
 * is joined from. Pure.
 *
 * @param header as it came, which is how it is told again; empty where nothing was said
 * @param parts in their order, one perhaps several times; empty of what is not joined
 */
public record Concatenation(String header, List<SegmentId> parts) {
    private static final String PARTIAL = "partial";
    private static final String FINAL = "final;";
    private static final Pattern BLANK = Pattern.compile(" +");

    /** An address of this server, absolute or from its root, or relative to the others. */
    private static final Pattern ADDRESS = Pattern.compile("(?:https?://[^/]+)?/files/([0-9a-f-]{36})");

    private static final Concatenation NONE = new Concatenation("", List.of());

    /** Copies the list. */
    public Concatenation {
        parts = List.copyOf(parts);
    }

    /** Of an upload that is a file of its own. */
    public static Concatenation none() {
        return NONE;
    }

    /** Reads a header; empty where it says nothing that can be understood. */
    public static Optional<Concatenation> parse(String header) {
        if (header.isEmpty() || header.equals(PARTIAL)) {
            return Optional.of(new Concatenation(header, List.of()));
        }
        if (!header.startsWith(FINAL)) {
            return Optional.empty();
        }
        List<Optional<SegmentId>> parts = Arrays.stream(
                        BLANK.split(header.substring(FINAL.length()).strip()))
                .map(Concatenation::part)
                .toList();
        return parts.stream().allMatch(Optional::isPresent)
                ? Optional.of(new Concatenation(
                        header, parts.stream().flatMap(Optional::stream).toList()))
                : Optional.empty();
    }

    private static Optional<SegmentId> part(String address) {
        Matcher match = ADDRESS.matcher(address);
        return match.matches() ? SegmentId.parse(match.group(1)) : Optional.empty();
    }

    /** Whether this is a part, which never becomes a file by itself. */
    public boolean isPartial() {
        return header.equals(PARTIAL);
    }

    /** Whether this is joined from parts, and takes no bytes from clients. */
    public boolean isFinal() {
        return !parts.isEmpty();
    }
}
