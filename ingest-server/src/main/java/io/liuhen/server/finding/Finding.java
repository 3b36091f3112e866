package io.liuhen.server.finding;

import java.util.List;
import java.util.Map;

/**
 * Something that was seen in a recording.
 *
 * @param kind what it is
 * @param chinese a sentence with the values
 * @param english the same
 * @param segments the pieces that it is about, in their order
 * @param values what was seen, by name: whole numbers, texts, lists of whole numbers; {@code millis} is a time
 */
public record Finding(Kind kind, String chinese, String english, List<String> segments, Map<String, Object> values) {
    /** Copies. */
    public Finding {
        segments = List.copyOf(segments);
        values = Map.copyOf(values);
    }

    /** What is found, how much it matters, and whose words ask for it. The codes are part of the API. */
    public enum Kind {
        /** Time passed between two pieces that nobody recorded. */
        GAP("gap", Level.NOTICE, "望花第十二条(四)；吉林民政实施办法第十四条(四)"),
        /** Two pieces claim the same time. */
        OVERLAP("overlap", Level.NOTICE, "望花第十二条(四)"),
        /** A piece begins a little before the one before it ended, as recorders do that keep a buffer. */
        BUFFER("buffer", Level.INFO, ""),
        /** A number of the take is not here. */
        NUMBER_MISSING("number-missing", Level.NOTICE, "望花第十二条(四)；吉林民政实施办法第十四条(四)"),
        /** Two pieces have the same number. */
        NUMBER_TWICE("number-twice", Level.NOTICE, "望花第十二条(四)"),
        /** A later piece claims an earlier time: the clock was set back between them. */
        CLOCK_STEP("clock-step", Level.NOTICE, "吉林民政设备办法第九条"),
        /** What the device said and what its file says differ. */
        TIMES_DIFFER("times-differ", Level.NOTICE, "吉林民政设备办法第九条"),
        /** They differ by whole hours: one of them is in another zone. */
        ZONE_UNCLEAR("zone-unclear", Level.INFO, ""),
        /** It says that it was made after it had come. */
        AHEAD_OF_RECEIPT("ahead-of-receipt", Level.NOTICE, "吉林民政设备办法第九条"),
        /** Nothing says when a piece began or how long it is, so nothing can be said of gaps. */
        TIME_UNKNOWN("time-unknown", Level.INFO, "");

        private final String code;
        private final Level level;
        /** Joined by semicolons. */
        private final String articles;

        Kind(String code, Level level, String articles) {
            this.code = code;
            this.level = level;
            this.articles = articles;
        }

        /** Its name in the API. */
        public String code() {
            return code;
        }

        /** How much it asks to be looked at. */
        public Level level() {
            return level;
        }

        /** The articles that it serves; none for what only explains. */
        public List<String> articles() {
            return articles.isEmpty() ? List.of() : List.of(articles.split("；"));
        }
    }
}
