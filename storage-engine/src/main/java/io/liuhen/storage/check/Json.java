package io.liuhen.storage.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** JSON objects and their canonical form (RFC 8785 with whole numbers only). Pure functions. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Reads an object that must stand there in canonical form. */
    static ObjectNode canonicalObject(byte[] bytes) {
        ObjectNode object = object(bytes);
        if (!Arrays.equals(canonical(object), bytes)) {
            throw new MalformedException("its JSON is not canonical");
        }
        return object;
    }

    static ObjectNode object(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (CharacterCodingException | JsonProcessingException e) {
            throw new MalformedException("it is not JSON");
        }
        throw new MalformedException("it is no JSON object");
    }

    static byte[] canonical(JsonNode value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonNode value, StringBuilder out) {
        if (value.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            char before = '{';
            for (Map.Entry<String, JsonNode> member : members.entrySet()) {
                out.append(before);
                quote(member.getKey(), out);
                out.append(':');
                write(member.getValue(), out);
                before = ',';
            }
            out.append(before == '{' ? "{}" : "}");
        } else if (value.isArray()) {
            char before = '[';
            for (Iterator<JsonNode> items = value.elements(); items.hasNext(); before = ',') {
                out.append(before);
                write(items.next(), out);
            }
            out.append(before == '[' ? "[]" : "]");
        } else if (value.isTextual()) {
            quote(value.textValue(), out);
        } else if (value.isNumber() && !value.isIntegralNumber()) {
            throw new MalformedException("it has a number that is not whole");
        } else {
            out.append(value.asText());
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = "\b\t\n\f\r\"\\".indexOf(c);
            if (escape >= 0) {
                out.append('\\').append("btnfr\"\\".charAt(escape));
            } else if (c < ' ') {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    static String text(JsonNode json, String name) {
        if (!json.path(name).isTextual()) {
            throw new MalformedException("its \"" + name + "\" is no text");
        }
        return json.path(name).textValue();
    }

    static long number(JsonNode json, String name) {
        if (!json.path(name).isIntegralNumber() || !json.path(name).canConvertToLong()) {
            throw new MalformedException("its \"" + name + "\" is no whole number");
        }
        return json.path(name).longValue();
    }

    static Instant time(JsonNode json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeException e) {
            throw new MalformedException("its \"" + name + "\" is no time");
        }
    }
}
