package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.Citation;
import io.liuhen.server.policy.rule.RulePack;
import io.liuhen.server.policy.rule.TextSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the words that a pack cites stand in the text, in the article that it names. */
public final class TextCheck {
    private static final String LEFT_OUT = "…";

    private TextCheck() {}

    /**
     * Compares letters and digits alone; spaces and punctuation differ between printings.
     *
     * @param texts the content of a file by its name; empty where it is not there
     */
    public static List<Finding> findings(RulePack pack, Function<String, Optional<String>> texts) {
        List<Finding> findings = new ArrayList<>();
        for (Citation cite : Citations.of(pack)) {
            Article article = Article.parse(cite.article()).orElseThrow();
            TextSource source = pack.texts().stream()
                    .filter(text -> text.prefix().equals(article.prefix()))
                    .findFirst()
                    .orElseThrow();
            String path = "article " + cite.article();
            Optional<String> text = texts.apply(source.file());
            if (text.isEmpty()) {
                findings.add(new Finding(path, source.file() + " is not there", "put the text beside the others"));
                continue;
            }
            Optional<String> body = body(text.get(), source, article.number());
            if (body.isEmpty()) {
                findings.add(new Finding(path, "is not in " + source.file(), "correct the article"));
            } else if (!contains(letters(body.get()), cite.words())) {
                findings.add(new Finding(
                        path, "does not say \"" + cite.words() + "\"", "copy the words from " + source.file()));
            }
        }
        return findings;
    }

    /** An article, up to the next one. */
    private static Optional<String> body(String text, TextSource source, int number) {
        int begin = source.begins().map(text::indexOf).orElse(0);
        int from = begin < 0 ? -1 : heading(text, number, begin);
        if (from < 0) {
            return Optional.empty();
        }
        int to = heading(text, number + 1, from);
        return Optional.of(text.substring(from, to < 0 ? text.length() : to));
    }

    /** Where a line begins with {@code 第二十五条} or {@code 二十五、}, whatever marks it as a heading. */
    private static int heading(String text, int number, int from) {
        String written = Article.chinese(number);
        Matcher match = Pattern.compile("(?m)^[\\s#*　]*(第" + written + "条|" + written + "、)")
                .matcher(text);
        return match.find(from) ? match.start() : -1;
    }

    private static boolean contains(String body, String words) {
        int from = 0;
        for (String piece : words.split(LEFT_OUT, -1)) {
            String letters = letters(piece);
            int at = body.indexOf(letters, from);
            if (at < 0) {
                return false;
            }
            from = at + letters.length();
        }
        return true;
    }

    private static String letters(String text) {
        return text.codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
