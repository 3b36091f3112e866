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
        TIME_UNKNOWN("time-unknown", Level.INFO, ""),

        /** The container names a program as its writer that no recorder is. */
        WRITER_NAMED("writer-named", Level.NOTICE, Articles.UNCUT),
        /** One of its streams does. */
        STREAM_WRITER_NAMED("stream-writer-named", Level.NOTICE, Articles.UNCUT),
        /** Within the coded pictures or sound, or its notes, such a program has left its name. */
        WRITER_WITHIN("writer-within", Level.NOTICE, Articles.UNCUT),
        /** A track is named as such programs name theirs. */
        HANDLER_OF_PROGRAM("handler-of-program", Level.NOTICE, Articles.UNCUT),
        /** A program is named that this agency has said it uses, such as its docks'. */
        WRITER_KNOWN("writer-known", Level.INFO, ""),
        /** It calls itself what the most widely used program calls all its files. */
        BRAND_OF_PROGRAM("brand-of-program", Level.NOTICE, Articles.UNCUT),
        /** Its header says no time. */
        CREATION_UNSAID("creation-unsaid", Level.INFO, Articles.TIMES),
        /** A maker is named, but what it puts into its files is not there. */
        MAKER_DATA_ABSENT("maker-data-absent", Level.NOTICE, Articles.UNCUT),
        /** Nothing says who has made it. */
        MAKER_UNSAID("maker-unsaid", Level.INFO, ""),
        /** Its parts stand as in a file that was prepared for playing from its first bytes. */
        PARTS_ARRANGED("parts-arranged", Level.INFO, ""),
        /** Players are told not to show its beginning. */
        BEGINNING_HIDDEN("beginning-hidden", Level.NOTICE, Articles.UNCUT),
        /** The same, as phones write it themselves. */
        BEGINNING_HIDDEN_BY_PHONE("beginning-hidden-by-phone", Level.INFO, ""),
        /** The distance of its pictures jumps. */
        PICTURES_JUMP("pictures-jump", Level.NOTICE, Articles.UNCUT),
        /** A picture that can be decoded by itself stands where none was due. */
        KEY_PICTURE_ODD("key-picture-odd", Level.NOTICE, Articles.UNCUT),
        /** Such pictures are far apart, as programs place them. */
        KEY_PICTURES_RARE("key-pictures-rare", Level.INFO, ""),
        /** It plays at another rate on average than it says. */
        RATES_DIFFER("rates-differ", Level.INFO, ""),
        /** Its time code and its header tell different times of the day. */
        TIMECODE_DIFFERS("timecode-differs", Level.INFO, Articles.TIMES),
        /** A photo names a program that no camera is. */
        PHOTO_PROGRAM("photo-program", Level.NOTICE, Articles.UNCUT),
        /** A photo was written again after it was taken. */
        PHOTO_REWRITTEN("photo-rewritten", Level.NOTICE, Articles.UNCUT),
        /** A photo names its camera, but has none of its maker's notes. */
        MAKER_NOTE_ABSENT("maker-note-absent", Level.INFO, ""),
        /** A photo lies, its small picture stands, or the other way round. */
        THUMBNAIL_DIFFERS("thumbnail-differs", Level.INFO, ""),
        /** Something stands behind its end. */
        BYTES_BEHIND("bytes-behind", Level.NOTICE, Articles.UNCUT),
        /** The same, of a sort that cameras write. */
        BYTES_BEHIND_KNOWN("bytes-behind-known", Level.INFO, ""),
        /** Picture and sound do not end together. */
        LENGTHS_DIFFER("lengths-differ", Level.NOTICE, Articles.UNCUT),
        /** Sound begins later, as with recorders that keep a buffer of pictures. */
        SOUND_LATE("sound-late", Level.INFO, Articles.SOUND),
        /** It has pictures and no sound. */
        SOUND_ABSENT("sound-absent", Level.INFO, Articles.SOUND),
        /** Its picture is dark all over for some time. */
        BLACK("black", Level.NOTICE, Articles.UNBROKEN),
        /** Nothing moves in its picture for some time. */
        FROZEN("frozen", Level.NOTICE, Articles.UNBROKEN),
        /** Nothing is heard for some time. */
        SILENT("silent", Level.NOTICE, Articles.SOUND),
        /** The same of sound that leaves out what is silent, as telephones code it. */
        PARTS_UNDECODED("parts-undecoded", Level.INFO, ""),
        /** It was never finished: its index is missing, and its pictures were found without it. */
        INDEX_MISSING("index-missing", Level.NOTICE, Articles.UNBROKEN),
        /** Parts of it cannot be decoded. */
        PARTS_DAMAGED("parts-damaged", Level.NOTICE, Articles.UNBROKEN),
        /** Satellites and header tell different times. */
        SATELLITES_DIFFER("satellites-differ", Level.INFO, Articles.TIMES),
        /** It differs from what other recordings of its recorder's model are like. */
        MODEL_DIFFERS("model-differs", Level.NOTICE, Articles.UNCUT),
        /** Its file name tells another device than the one that sent it. */
        NAME_OF_OTHER_DEVICE("name-of-other-device", Level.NOTICE, Articles.TIMES),
        /** Its file name tells another time than the file. */
        NAME_TIME_DIFFERS("name-time-differs", Level.INFO, Articles.TIMES);

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

    /** Whose words ask for what. */
    private static final class Articles {
        /** 不得插入其他画面；不得剪接、删改. */
        static final String UNCUT = "望花第十二条(四)；泰安第十九条";
        /** 不得断续记录；全程不间断记录. */
        static final String UNBROKEN = "望花第十二条(四)；吉林民政实施办法第十四条(四)";
        /** 声像资料反映的起止时间应当与相应文书记载的起止时间一致. */
        static final String TIMES = "吉林民政设备办法第九条";
        /** 并同步录音. */
        static final String SOUND = "吉林民政设备办法第八条";

        private Articles() {}
    }
}
