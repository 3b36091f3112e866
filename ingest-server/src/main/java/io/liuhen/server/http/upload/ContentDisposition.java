package io.liuhen.server.http.upload;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file's name in a header {@code Content-Disposition} (RFC 6266). Pure. */
final class ContentDisposition {
    private static final Pattern PARAMETER = Pattern.compile(
            ";\\s*([A-Za-z0-9!#$&+.^_`|~*-]{1,64})\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.){0,1024}\"|[^;\"\\s]{0,1024})");
    private static final String EXTENDED = "utf-8'";

    private ContentDisposition() {}

    /** The name, the better written one where there are two; empty where there is none that can be a file's name. */
    static Optional<String> fileName(String header) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher match = PARAMETER.matcher(header);
        while (match.find()) {
            parameters.putIfAbsent(match.group(1).toLowerCase(Locale.ROOT), match.group(2));
        }
        Optional<String> extended =
                Optional.ofNullable(parameters.get("filename*")).flatMap(ContentDisposition::extended);
        return extended.isPresent()
                ? extended
                : Optional.ofNullable(parameters.get("filename"))
                        .map(ContentDisposition::unquoted)
                        .flatMap(ContentDisposition::utf8)
                        .filter(WholeFiles::harmless);
    }

    /** {@code UTF-8'language'percent-encoded} (RFC 8187). */
    private static Optional<String> extended(String value) {
        int language =
                value.toLowerCase(Locale.ROOT).startsWith(EXTENDED) ? value.indexOf('\'', EXTENDED.length()) : -1;
        return language < 0 ? Optional.empty() : WholeFiles.fileName(value.substring(language + 1));
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** Headers are read byte by byte; what is meant is UTF-8. */
    private static Optional<String> utf8(String latin) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
