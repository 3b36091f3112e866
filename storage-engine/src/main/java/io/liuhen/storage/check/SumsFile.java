package io.liuhen.storage.check;

import io.liuhen.storage.check.Finding.Sort;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A day's list {@code SHA256SUMS}: path from the day's folder → digest. Lines are taken out as files are found. */
final class SumsFile {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/\\u0000]+/[^/\\u0000]+)");

    private final Map<String, String> digests = new HashMap<>();

    private SumsFile() {}

    static SumsFile none() {
        return new SumsFile();
    }

    static SumsFile read(byte[] content, String path, CheckListener listener) {
        SumsFile sums = new SumsFile();
        String text = new String(content, StandardCharsets.UTF_8);
        int from = 0;
        for (int number = 1; from < text.length(); number++) {
            int end = text.indexOf('\n', from);
            if (end < 0) {
                listener.note(path, "ends with half a line; it is cut away before the next one is added");
                break;
            }
            sums.line(text.substring(from, end), number, path, listener);
            from = end + 1;
        }
        return sums;
    }

    private void line(String line, int number, String path, CheckListener listener) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            listener.finding(new Finding(Sort.DAMAGED, path, "line " + number + " is none of such a list"));
        } else if (digests.put(parts.group(2), parts.group(1)) != null) {
            listener.finding(
                    new Finding(Sort.CONTRADICTORY, path, "line " + number + " names " + parts.group(2) + " again"));
        }
    }

    /** The digest of a file, which is not asked for again. */
    Optional<String> take(String file) {
        return Optional.ofNullable(digests.remove(file));
    }

    /** What has not been taken. */
    Map<String, String> rest() {
        return digests;
    }
}
