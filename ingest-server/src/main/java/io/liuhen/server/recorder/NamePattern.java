package io.liuhen.server.recorder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a model names its files: text as it stands, and fields in braces. No regular expression, so that no pattern can
 * make a name take long: a place in the name and a place in the pattern are tried together once.
 *
 * <pre>
 * {device}_{yyyy}{MM}{dd}_{HH}{mm}{ss}_{sequence}.MP4
 * {word:NO|EV!}{yyyy}{MM}{dd}-{HH}{mm}{ss}-{sequence}{any}.MP4
 * </pre>
 *
 * Parts of the time are digits of their length, {@code sequence} is 1 to 9 digits, {@code device} letters, digits, dots
 * and dashes, {@code any} anything; {@code word} is one of those that it lists, none of them where it lists nothing
 * between two bars, and with an exclamation mark the recording is marked as important. Capital and small letters are the
 * same. Immutable.
 */
public final class NamePattern {
    private static final int PATTERN_CHARS_MAX = 200;
    private static final int NAME_CHARS_MAX = 255;
    private static final int SEQUENCE_DIGITS_MAX = 9;
    private static final int DEVICE_CHARS_MAX = 64;

    private static final Map<String, Integer> TIMES =
            Map.of("yyyy", 4, "yy", 2, "MM", 2, "dd", 2, "HH", 2, "mm", 2, "ss", 2, "SSS", 3);

    private final String text;
    private final List<Token> tokens;

    private NamePattern(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /** One part of a pattern. */
    private record Token(Kind kind, String name, int least, int most, List<String> words) {
        enum Kind {
            TEXT,
            DIGITS,
            DEVICE,
            ANY,
            WORD
        }

        boolean fits(String part) {
            return switch (kind) {
                case TEXT -> part.equalsIgnoreCase(name);
                case DIGITS -> part.chars().allMatch(c -> c >= '0' && c <= '9');
                case DEVICE -> part.chars().allMatch(NamePattern::isOfDevice);
                case ANY -> true;
                case WORD -> words.stream().anyMatch(word -> plain(word).equalsIgnoreCase(part));
            };
        }
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static NamePattern parse(String text) {
        if (text.isBlank() || text.length() > PATTERN_CHARS_MAX) {
            throw new IllegalArgumentException("a file name pattern has 1 to " + PATTERN_CHARS_MAX + " characters");
        }
        List<Token> tokens = new ArrayList<>();
        Set<String> fields = new HashSet<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            String plain = text.substring(at, open < 0 ? text.length() : open);
            if (plain.indexOf('}') >= 0) {
                throw bad(text, at + plain.indexOf('}'), "a brace is closed that was not opened");
            }
            if (!plain.isEmpty()) {
                tokens.add(new Token(Token.Kind.TEXT, plain, plain.length(), plain.length(), List.of()));
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                throw bad(text, open, "a brace is opened and not closed");
            }
            Token field = field(text, open, text.substring(open + 1, close));
            if (field.kind() != Token.Kind.ANY && !fields.add(field.name())) {
                throw bad(text, open, "{" + field.name() + "} stands twice");
            }
            tokens.add(field);
            at = close + 1;
        }
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" has no field; " + known());
        }
        return new NamePattern(text, List.copyOf(tokens));
    }

    private static Token field(String pattern, int at, String field) {
        if (TIMES.containsKey(field)) {
            int digits = TIMES.getOrDefault(field, 0);
            return new Token(Token.Kind.DIGITS, field, digits, digits, List.of());
        }
        if (field.startsWith("word:")) {
            List<String> words = List.of(field.substring("word:".length()).split("\\|", -1));
            int least =
                    words.stream().mapToInt(word -> plain(word).length()).min().orElse(0);
            int most =
                    words.stream().mapToInt(word -> plain(word).length()).max().orElse(0);
            if (most == 0) {
                throw bad(pattern, at, "{word:…} lists its words, like {word:REC|SOS!}");
            }
            return new Token(Token.Kind.WORD, "word", least, most, words);
        }
        return switch (field) {
            case "sequence" -> new Token(Token.Kind.DIGITS, field, 1, SEQUENCE_DIGITS_MAX, List.of());
            case "device" -> new Token(Token.Kind.DEVICE, field, 1, DEVICE_CHARS_MAX, List.of());
            case "any" -> new Token(Token.Kind.ANY, field, 0, NAME_CHARS_MAX, List.of());
            default -> throw bad(pattern, at, "{" + field + "} is no field; " + known());
        };
    }

    private static String known() {
        return "there are {yyyy} {yy} {MM} {dd} {HH} {mm} {ss} {SSS} {sequence} {device} {word:…} {any}";
    }

    private static IllegalArgumentException bad(String pattern, int at, String what) {
        return new IllegalArgumentException(
                "file name pattern \"" + pattern + "\", character " + (at + 1) + ": " + what);
    }

    private static boolean isOfDevice(int c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '-' || c == '.';
    }

    private static String plain(String word) {
        return word.endsWith("!") ? word.substring(0, word.length() - 1) : word;
    }

    /** What a name tells; empty if it is not of this pattern. Takes at most pattern × name × name steps, a few million. */
    public Optional<Map<String, String>> read(String name) {
        if (name.length() > NAME_CHARS_MAX) {
            return Optional.empty();
        }
        int[] ends = new int[tokens.size()];
        boolean[][] failed = new boolean[tokens.size() + 1][name.length() + 1];
        if (!matches(name, 0, 0, ends, failed)) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        int from = 0;
        for (int i = 0; i < ends.length; i++) {
            Token token = tokens.get(i);
            String part = name.substring(from, ends[i]);
            if (token.kind() != Token.Kind.TEXT && token.kind() != Token.Kind.ANY) {
                fields.put(token.name(), part);
            }
            if (token.kind() == Token.Kind.WORD && marks(token, part)) {
                fields.put("keyMark", part);
            }
            from = ends[i];
        }
        return Optional.of(fields);
    }

    private static boolean marks(Token token, String part) {
        String marked = part.toLowerCase(Locale.ROOT) + "!";
        return token.words().stream()
                .anyMatch(word -> word.toLowerCase(Locale.ROOT).equals(marked));
    }

    /** Longest parts first, as a person reads. What has failed at a place is not tried there again. */
    private boolean matches(String name, int token, int at, int[] ends, boolean[][] failed) {
        if (token == tokens.size()) {
            return at == name.length();
        }
        if (failed[token][at]) {
            return false;
        }
        Token next = tokens.get(token);
        for (int end = Math.min(name.length(), at + next.most()); end >= at + next.least(); end--) {
            ends[token] = end;
            if (next.fits(name.substring(at, end)) && matches(name, token + 1, end, ends, failed)) {
                return true;
            }
        }
        failed[token][at] = true;
        Arrays.fill(ends, token, ends.length, 0);
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
