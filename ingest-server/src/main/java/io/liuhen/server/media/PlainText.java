package io.liuhen.server.media;

/**
 * Text that came out of a media file or a child process, made safe to store and to print: one line, no control or
 * direction characters (which forge log lines and names), no lone surrogates, bounded.
 */
final class PlainText {

    static final int MAX_SENTENCE_CHARS = 400;

    private PlainText() {}

    static String sentence(String text) {
        return clean(text, MAX_SENTENCE_CHARS);
    }

    static String clean(String text, int maxChars) {
        StringBuilder plain = new StringBuilder(Math.min(text.length(), maxChars));
        text.codePoints().map(c -> isSafe(c) ? c : ' ').limit(maxChars).forEach(c -> appendWithin(plain, c, maxChars));
        return plain.toString().strip();
    }

    private static void appendWithin(StringBuilder plain, int codePoint, int maxChars) {
        if (plain.length() + Character.charCount(codePoint) <= maxChars) {
            plain.appendCodePoint(codePoint);
        }
    }

    private static boolean isSafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
