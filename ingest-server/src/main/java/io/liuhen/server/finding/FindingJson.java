package io.liuhen.server.finding;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import java.util.List;

/** Findings as the API shows them, and as they are stored. Pure. */
public final class FindingJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private FindingJson() {}

    /** A list of them. */
    public static ArrayNode of(List<Finding> findings) {
        ArrayNode list = CanonicalJson.object().arrayNode();
        findings.forEach(finding -> list.add(of(finding)));
        return list;
    }

    private static ObjectNode of(Finding finding) {
        ObjectNode json = CanonicalJson.object()
                .put("code", finding.kind().code())
                .put("level", finding.kind().level().toString())
                .put("text", finding.chinese())
                .put("textEn", finding.english());
        finding.kind().articles().forEach(json.putArray("articles")::add);
        finding.segments().forEach(json.putArray("segments")::add);
        json.set("values", MAPPER.valueToTree(finding.values()));
        return json;
    }
}
