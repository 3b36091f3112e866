package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.media.DeviceClock;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.Place;

/** Media facts as JSON, as they are stored and shown. Pure. */
final class MediaJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private MediaJson() {}

    static ObjectNode write(MediaFacts facts) {
        return MAPPER.valueToTree(facts);
    }

    /** What the recorder's clocks say, each with where that stands. */
    static ArrayNode clocks(MediaFacts facts) {
        return MAPPER.valueToTree(DeviceClock.of(facts));
    }

    /** Where the file says that it was made. */
    static ArrayNode places(MediaFacts facts) {
        return MAPPER.valueToTree(Place.of(facts));
    }

    static MediaFacts read(ObjectNode json) {
        return MAPPER.convertValue(json, MediaFacts.class);
    }
}
