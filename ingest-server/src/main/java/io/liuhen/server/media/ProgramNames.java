package io.liuhen.server.media;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that encoders and editors leave where no tag shows them. Patterns without nested repeats: linear in the text. */
final class ProgramNames {
    private static final Pattern IN_STREAM = Pattern.compile(
            "x264 - core \\d{1,4}|x265 \\(build \\d{1,4}\\)|HandBrake [0-9.]{1,12}|Lavc[0-9.]{1,16}( lib[a-z0-9]{1,12})?"
                    + "|XviD\\d{0,4}|DivX\\d{0,4}|LAME[0-9.]{1,8}|Mainconcept [A-Za-z0-9 ./]{1,24}");
    private static final Pattern IN_XMP = Pattern.compile("(?:xmp:)?CreatorTool(?:>|=\")([^<\"]{1,64})[<\"]");

    private ProgramNames() {}

    /** The first one in coded pictures or sound. */
    static Optional<String> inStream(String bytes) {
        Matcher found = IN_STREAM.matcher(bytes);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    /** The program that a block of XMP names as its creator's tool. */
    static Optional<String> inXmp(String xmp) {
        Matcher found = IN_XMP.matcher(xmp);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
