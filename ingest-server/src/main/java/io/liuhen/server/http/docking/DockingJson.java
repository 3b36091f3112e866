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
        return docking.announcement()
                .head()
                .put("id", docking.id())
                .put("announcedAt", docking.announcedAt().toString());
    }

    /** The same, with how many files there are and how many are neither stored nor explained. */
    static ObjectNode summary(Standing standing) {
        return head(standing.docking())
                .put("state", standing.open() == 0 ? "settled" : "open")
                .put("announced", standing.fates().size())
                .put("open", standing.open());
    }

    /** The same, with what became of each file. */
    static ObjectNode whole(Standing standing) {
        ObjectNode json = summary(standing);
        ArrayNode files = json.putArray("files");
        standing.fates().forEach((file, fate) -> files.add(file(file, fate)));
        return json;
    }

    private static ObjectNode file(AnnouncedFile file, Fate fate) {
        ObjectNode json = file.json();
        if (fate instanceof Fate.Stored stored) {
            json.put("state", "stored")
                    .put("segment", stored.segment().toString())
                    .put("by", stored.byDigest() ? "sha256" : "name-and-length");
        } else if (fate instanceof Fate.Receiving receiving) {
            json.put("state", "receiving")
                    .put("upload", receiving.upload().toString())
                    .put("offset", receiving.offsetBytes());
        } else if (fate instanceof Fate.Explained explained) {
            json.put("state", "explained")
                    .put("reason", explained.absence().reason())
                    .put("at", explained.absence().at());
        } else {
            json.put("state", "missing");
        }
        return json;
    }
}
