package io.liuhen.server.docking;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads announcements token by token. A tree of what a client sends may need fifty times the memory of its text; here
 * nothing is made but what is kept. Thread-safe.
 */
public final class AnnouncementReader {
    private static final String FILES = "files";

    /** Tables of names are made for names that come again, not for those of a client that sends many. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private AnnouncementReader() {}

    /**
     * Reads what was sent. Members that nobody knows are passed over.
     *
     * @throws IOException if it is not one JSON object in UTF-8
     * @throws IllegalArgumentException for one that is no announcement, with a sentence for the client
     */
    public static Announcement read(byte[] sent) throws IOException {
        // Decoded here, because Jackson takes some bytes that are not UTF-8, and guesses at other encodings.
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(sent))
                .toString();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "it is not an object");
            }
            ObjectNode about = CanonicalJson.object();
            List<AnnouncedFile> files = new ArrayList<>();
            boolean listed = false;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals(FILES)) {
                    once(!listed, FILES);
                    listed = true;
                    json.nextToken();
                    readFiles(json, files);
                } else {
                    readMember(json, Circumstances.MEMBERS, about);
                }
            }
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "something follows the object");
            }
            if (!listed) {
                throw noList();
            }
            return new Announcement(Circumstances.of(about), files);
        }
    }

    private static IllegalArgumentException noList() {
        return new IllegalArgumentException("files is the list of all files that the device holds; it may be empty");
    }

    private static void once(boolean first, String name) {
        if (!first) {
            throw new IllegalArgumentException("\"" + name + "\" is said twice of one thing");
        }
    }

    private static void readFiles(JsonParser json, List<AnnouncedFile> files) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw noList();
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            ObjectNode file = CanonicalJson.object();
            if (json.currentToken() == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    readMember(json, AnnouncedFile.MEMBERS, file);
                }
            }
            if (files.size() == Announcement.FILES_MAX) {
                throw Announcement.tooLong();
            }
            files.add(AnnouncedFile.of(file));
        }
    }

    /** Of values only texts and whole numbers are kept; in the place of others stands an empty object, which is neither. */
    private static void readMember(JsonParser json, List<String> known, ObjectNode into) throws IOException {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (!known.contains(name)) {
            json.skipChildren();
            return;
        }
        once(!into.has(name), name);
        if (value == JsonToken.VALUE_STRING) {
            into.put(name, json.getText());
        } else if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            into.put(name, json.getLongValue());
        } else {
            json.skipChildren();
            into.putObject(name);
        }
    }
}
