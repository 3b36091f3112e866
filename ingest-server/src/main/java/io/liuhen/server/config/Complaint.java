package io.liuhen.server.config;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is wrong with a key or its value, and what would be right, in words of the file. */
final class Complaint {
    private Complaint() {}

    /** The path of the key that a failure is about. */
    static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    /** A sentence that names the key. */
    static String of(JsonMappingException e) {
        String path = path(e);
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key \"" + unknown.getPropertyName() + "\"; did you mean \"" + nearest(unknown)
                    + "\"? Known here: " + String.join(", ", names(unknown));
        }
        if (e.getCause() instanceof IllegalArgumentException cause) {
            return path + ": " + cause.getMessage();
        }
        String what = wanted(e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null);
        return path.isEmpty()
                ? "the file is " + what
                : path + " is " + what
                        + (e instanceof InvalidFormatException format ? ", not \"" + format.getValue() + "\"" : "");
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "something else than what stands there";
        }
        if (type.isRecord() && type != DataSize.class) {
            return "a group of keys: "
                    + Optional.ofNullable(type.getRecordComponents()).stream()
                            .flatMap(Arrays::stream)
                            .map(RecordComponent::getName)
                            .collect(Collectors.joining(", "));
        }
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == DataSize.class) {
            return "a size with its unit, like 64MiB";
        }
        return List.class.isAssignableFrom(type) ? "a list" : type == String.class ? "a text" : "of another form";
    }

    private static List<String> names(UnrecognizedPropertyException e) {
        return e.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
    }

    private static String nearest(UnrecognizedPropertyException e) {
        String wrong = e.getPropertyName().toLowerCase(Locale.ROOT);
        return names(e).stream()
                .min((a, b) -> Integer.compare(distance(wrong, a), distance(wrong, b)))
                .orElse("");
    }

    /** Levenshtein's distance, to guess what was meant. */
    private static int distance(String wrong, String right) {
        String other = right.toLowerCase(Locale.ROOT);
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= wrong.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int substitute = diagonal + (wrong.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
