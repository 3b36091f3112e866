package io.liuhen.storage.pieces;

import io.liuhen.storage.format.SegmentId;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;

/**
 * Names of files. Everything that has an id is filed under the UTC date in that id:
 *
 * <pre>
 * staging/ID.part                      bytes of an open upload
 * vault/2026/11/20/SHA256SUMS          one line for each file below
 * vault/2026/11/20/ID/original.mp4     the original, read-only
 * vault/2026/11/20/ID/manifest.json    what it is, read-only
 * </pre>
 *
 * No name comes from a client, but for an extension of at most eight letters and digits.
 */
final class VaultLayout {
    static final Path STAGING = Path.of("staging");
    static final Path VAULT = Path.of("vault");
    static final String MANIFEST = "manifest.json";

    private static final String PART = ".part";

    private VaultLayout() {}

    static Path staged(SegmentId id) {
        return STAGING.resolve(id + PART);
    }

    static String idOfStaged(String name) {
        return name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
    }

    static Path day(LocalDate date) {
        return VAULT.resolve(String.format(Locale.ROOT, "%04d", date.getYear()))
                .resolve(String.format(Locale.ROOT, "%02d", date.getMonthValue()))
                .resolve(String.format(Locale.ROOT, "%02d", date.getDayOfMonth()));
    }

    static Path folder(SegmentId id) {
        return day(id.date()).resolve(id.toString());
    }
}
