package io.liuhen.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** On which line each key of a file stands, by its path: {@code admission.ceilings[0].from}. Immutable. */
final class KeyLines {
    private static final Pattern INDEX = Pattern.compile("\\.([0-9]+)(?=\\.|$)");

    private final Map<String, Integer> lines = new LinkedHashMap<>();

    /** @throws IOException where the text is no YAML */
    KeyLines(YAMLMapper mapper, String yaml) throws IOException {
        try (JsonParser parser = mapper.getFactory().createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    lines.putIfAbsent(
                            path(parser.getParsingContext().pathAsPointer().toString()),
                            parser.currentTokenLocation().getLineNr());
                }
            }
        }
    }

    private static String path(String pointer) {
        return INDEX.matcher(pointer.substring(1).replace('/', '.')).replaceAll("[$1]");
    }

    /** {@code , line 3}, or nothing where the key does not stand in the file. */
    String of(String path) {
        return Optional.ofNullable(lines.get(path))
                .map(line -> ", line " + line)
                .orElse("");
    }

    /** The same of the key that a sentence speaks of first. */
    String ofFirstIn(String sentence) {
        return lines.keySet().stream()
                .filter(path -> place(path, sentence) >= 0)
                .min(Comparator.comparingInt((String path) -> place(path, sentence))
                        .thenComparing(String::length, Comparator.reverseOrder()))
                .map(this::of)
                .orElse("");
    }

    private static int place(String path, String sentence) {
        Matcher word = Pattern.compile("(?<![\\w.])" + Pattern.quote(path) + "(?![\\w.\\[])")
                .matcher(sentence);
        return word.find() ? word.start() : -1;
    }
}
