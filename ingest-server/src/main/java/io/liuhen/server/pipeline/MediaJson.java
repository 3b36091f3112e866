package io.liuhen.server.pipeline;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.media.MediaFacts;

/** Media facts as JSON, as they are stored and shown. Pure. */
final class MediaJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private MediaJson() {}

    static ObjectNode write(MediaFacts facts) {
        return MAPPER.valueToTree(facts);
    }

    static MediaFacts read(ObjectNode json) {
        return MAPPER.convertValue(json, MediaFacts.class);
    }
}
