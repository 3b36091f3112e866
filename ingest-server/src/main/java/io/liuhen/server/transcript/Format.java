package io.liuhen.server.transcript;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a transcript is written. The words are stored, so they never change. */
public enum Format {
    /** WebVTT, <a href="https://www.w3.org/TR/webvtt1/">the W3C's format</a> for captions. */
    WEBVTT("vtt", "text/vtt"),
    /** SubRip, as subtitle programs write it. */
    SUBRIP("srt", "application/x-subrip"),
    /** Words without times. */
    PLAIN("text", "text/plain");

    private final String word;
    private final String mediaType;

    Format(String word, String mediaType) {
        this.word = word;
        this.mediaType = mediaType;
    }

    /** The media type, without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** The format of a {@code Content-Type}, whatever its parameters. */
    public static Optional<Format> ofContentType(String contentType) {
        String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.mediaType.equals(type))
                .findFirst();
    }

    /** All media types. */
    public static List<String> mediaTypes() {
        return Arrays.stream(values()).map(Format::mediaType).toList();
    }

    static Format ofWord(String word) {
        return Arrays.stream(values())
                .filter(format -> format.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no format of transcripts: " + word));
    }

    @Override
    public String toString() {
        return word;
    }
}
