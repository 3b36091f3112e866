package io.liuhen.storage.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON in the one form that RFC 8785 prescribes, so that equal facts have equal bytes and a digest over them means
 * something: no white space, members sorted by UTF-16 code units, the shortest escapes, UTF-8.
 *
 * <p>Numbers are whole and within ±2<sup>53</sup>: what is evidence here never depends on how a fraction is printed, and
 * a fraction is refused instead of rounded. Thread-safe.
 */
public final class CanonicalJson {
    private static final long EXACT_MAX = 1L << 53;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CanonicalJson() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * The canonical bytes of a value.
     *
     * @throws IllegalArgumentException for a number that is not canonical here, and for half of a surrogate pair
     */
    public static byte[] write(JsonNode value) {
        StringBuilder out = new StringBuilder(256);
        append(out, value);
        try {
            // Not String.getBytes, which would write a question mark for what UTF-8 cannot, and make two facts one.
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(out));
            byte[] canonical = new byte[bytes.remaining()];
            bytes.get(canonical);
            return canonical;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text with half of a surrogate pair", e);
        }
    }

    /** Reads any JSON object, canonical or not. Throws {@code CORRUPT} for anything else. */
    public static ObjectNode readObject(byte[] json) {
        try {
            // Decoded here, because Jackson takes some bytes that are not UTF-8, and guesses at other encodings.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(json))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new StorageException(Category.CORRUPT, "not JSON: " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new StorageException(Category.CORRUPT, "not JSON in UTF-8", e);
        }
        throw new StorageException(Category.CORRUPT, "not a JSON object");
    }

    private static void append(StringBuilder out, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> appendObject(out, value);
            case ARRAY -> {
                out.append('[');
                for (int i = 0; i < value.size(); i++) {
                    append(i == 0 ? out : out.append(','), value.get(i));
                }
                out.append(']');
            }
            case STRING -> appendText(out, value.textValue());
            case NUMBER -> appendNumber(out, value);
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO -> throw new IllegalArgumentException("no JSON value: " + value.getNodeType());
        }
    }

    private static void appendObject(StringBuilder out, JsonNode object) {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        // String.compareTo compares UTF-16 code units, which is the order of RFC 8785 §3.2.3.
        names.sort(null);
        out.append('{');
        for (int i = 0; i < names.size(); i++) {
            appendText(i == 0 ? out : out.append(','), names.get(i));
            append(out.append(':'), object.get(names.get(i)));
        }
        out.append('}');
    }

    private static void appendNumber(StringBuilder out, JsonNode number) {
        boolean exact = number.isIntegralNumber()
                && number.canConvertToLong()
                && number.longValue() <= EXACT_MAX
                && number.longValue() >= -EXACT_MAX;
        if (!exact) {
            throw new IllegalArgumentException("only whole numbers within 2^53 are canonical here: " + number);
        }
        out.append(number.longValue());
    }

    private static void appendText(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
