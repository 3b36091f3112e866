package io.liuhen.server.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads WebVTT (W3C, WebVTT: The Web Video Text Tracks Format, §4 and §6) and SubRip, which has no standard, and writes
 * WebVTT. Reading is strict about times, by which words are found in a recording, and lets all else pass that players let
 * pass. Pure.
 */
final class Cues {
    static final int COUNT_MAX = 50_000;

    private static final Pattern HEADER = Pattern.compile("WEBVTT([ \\t].*)?");
    private static final Pattern ASIDE = Pattern.compile("(NOTE|STYLE|REGION)([ \\t].*)?");
    private static final String CLOCK = "(?:(\\d{1,4}):)?([0-5]\\d):([0-5]\\d)[.,](\\d{3})";
    private static final Pattern TIMES = Pattern.compile("\\s*" + CLOCK + "\\s+-->\\s+" + CLOCK + "(?:\\s.*)?");

    private final Format format;
    private final List<String> lines;
    private final List<Cue> cues = new ArrayList<>();
    private int at;

    private Cues(Format format, String text) {
        this.format = format;
        this.lines = text.replace("\uFEFF", "").lines().toList();
    }

    /**
     * The cues of a text, in their order; of plain text, none.
     *
     * @throws IllegalArgumentException with the number of the line and what is expected there
     */
    static List<Cue> read(Format format, String text) {
        return format == Format.PLAIN ? List.of() : new Cues(format, text).all();
    }

    private List<Cue> all() {
        if (format == Format.WEBVTT) {
            if (lines.isEmpty() || !HEADER.matcher(lines.get(0)).matches()) {
                throw wrong(0, "a WebVTT file begins with the line WEBVTT");
            }
            skipBlock();
        }
        while (at < lines.size()) {
            if (lines.get(at).isBlank()) {
                at++;
            } else if (format == Format.WEBVTT && ASIDE.matcher(lines.get(at)).matches()) {
                skipBlock();
            } else {
                block();
            }
        }
        if (cues.isEmpty()) {
            throw new IllegalArgumentException("there is no cue in it; send words without times as text/plain");
        }
        return cues;
    }

    private void skipBlock() {
        while (at < lines.size() && !lines.get(at).isBlank()) {
            at++;
        }
    }

    private void block() {
        if (!lines.get(at).contains("-->")) {
            // A cue's name or number.
            at++;
        }
        Matcher times = TIMES.matcher(at < lines.size() ? lines.get(at) : "");
        if (!times.matches()) {
            throw wrong(at, "a cue's times are written like 00:01:02.500 --> 00:01:05.000");
        }
        long startMillis = millis(times, 1);
        long endMillis = millis(times, 5);
        if (endMillis <= startMillis) {
            throw wrong(at, "a cue ends after it begins");
        }
        if (!cues.isEmpty() && startMillis < cues.get(cues.size() - 1).startMillis()) {
            throw wrong(at, "a cue begins no earlier than the one before");
        }
        if (cues.size() == COUNT_MAX) {
            throw wrong(at, "a transcript has at most " + COUNT_MAX + " cues");
        }
        at++;
        int first = at;
        skipBlock();
        cues.add(new Cue(startMillis, endMillis, plain(String.join("\n", lines.subList(first, at)))));
    }

    private static long millis(Matcher times, int group) {
        long hours = times.group(group) == null ? 0 : Long.parseLong(times.group(group));
        long minutes = hours * 60 + Long.parseLong(times.group(group + 1));
        long seconds = minutes * 60 + Long.parseLong(times.group(group + 2));
        return seconds * 1000 + Long.parseLong(times.group(group + 3));
    }

    /** Without marks for voices and fonts; a browser is never handed another's marks. */
    private static String plain(String marked) {
        return marked.replaceAll("<[^<>\\n]{0,200}>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", "\u00A0")
                .replace("&amp;", "&")
                .strip();
    }

    private static IllegalArgumentException wrong(int index, String expected) {
        return new IllegalArgumentException("line " + (index + 1) + ": " + expected);
    }

    /** The cues as WebVTT, for a player. */
    static String webVtt(List<Cue> cues) {
        StringBuilder out = new StringBuilder("WEBVTT\n");
        for (Cue cue : cues) {
            out.append('\n')
                    .append(clock(cue.startMillis()))
                    .append(" --> ")
                    .append(clock(cue.endMillis()))
                    .append('\n')
                    .append(cue.text()
                            .replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;"))
                    .append('\n');
        }
        return out.toString();
    }

    private static String clock(long millis) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                millis % 1000);
    }
}
