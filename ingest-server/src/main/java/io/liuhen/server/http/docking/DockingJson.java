package io.liuhen.server.http.docking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.docking.AnnouncedFile;
import io.liuhen.server.docking.Docking;
import io.liuhen.server.docking.Dockings.Standing;
import io.liuhen.server.docking.Fate;

/** Dockings as clients see them. Pure. */
final class DockingJson {
    private DockingJson() {}

    /** What was announced, without the files. */
    static ObjectNode head(Docking docking) {
        return docking.circumstances()
                .json()
                .put("id", docking.id())
                .put("announcedAt", docking.announcedAt().toString());
    }

    /** The same, with how many files there are and how many are neither stored nor explained. */
    static ObjectNode summary(Docking docking) {
        return head(docking)
                .put("state", docking.settled() ? "settled" : "open")
                .put("announced", docking.announced())
                .put("open", docking.open());
    }

    /** The same, with what became of each of some files. */
    static ObjectNode page(Standing standing) {
        ObjectNode json = summary(standing.docking());
        ArrayNode files = json.putArray("files");
        standing.fates().forEach((file, fate) -> files.add(file(file, fate)));
        standing.next().ifPresent(piece -> json.put("next", String.valueOf(piece)));
        return json;
    }

    private static ObjectNode file(AnnouncedFile file, Fate fate) {
        ObjectNode json = file.json();
        if (fate instanceof Fate.Stored stored) {
            json.put("state", "stored")
                    .put("segment", stored.segment().toString())
                    .put("by", stored.by().toString());
        } else if (fate instanceof Fate.Disposed disposed) {
            json.put("state", "disposed")
                    .put("segment", disposed.segment().toString())
                    .put("by", disposed.by().toString());
        } else if (fate instanceof Fate.Receiving receiving) {
            json.put("state", "receiving")
                    .put("upload", receiving.upload().toString())
                    .put("offset", receiving.offsetBytes());
        } else if (fate instanceof Fate.Explained explained) {
            json.put("state", "explained")
                    .put("reason", explained.absence().reason())
                    .put("at", explained.absence().at());
        } else if (fate instanceof Fate.Missing missing) {
            json.put("state", "missing");
            missing.alike().ifPresent(segment -> json.put("alike", segment.toString()));
        }
        return json;
    }
}
