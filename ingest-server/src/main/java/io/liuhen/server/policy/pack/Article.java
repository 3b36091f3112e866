package io.liuhen.server.policy.pack;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An article as it is cited: {@code JC2-18(一)1} is number 1 of (一) of 第十八条 of the text JC2. */
record Article(String prefix, int number, String rest) {
    private static final Pattern FORM =
            Pattern.compile("([A-Z]+[0-9]?)-([1-9][0-9]{0,2})((?:\\([一二三四五六七八九十]+\\))?[0-9]{0,2})");
    private static final String DIGITS = "零一二三四五六七八九";
    private static final int TEN = 10;

    static Optional<Article> parse(String cited) {
        Matcher match = FORM.matcher(cited);
        return match.matches()
                ? Optional.of(new Article(match.group(1), Integer.parseInt(match.group(2)), match.group(3)))
                : Optional.empty();
    }

    /** A number below 100 as texts write it: 二十五. */
    static String chinese(int number) {
        if (number < TEN) {
            return String.valueOf(DIGITS.charAt(number));
        }
        String tens = number < 2 * TEN ? "" : String.valueOf(DIGITS.charAt(number / TEN));
        return tens + "十" + (number % TEN == 0 ? "" : DIGITS.charAt(number % TEN));
    }
}
