package io.liuhen.server.dossier;

import io.liuhen.storage.format.SegmentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * That a recording belongs to an act or a case, for a span of its time: one take may serve several.
 *
 * @param from empty: from its beginning
 * @param to empty: to its end
 */
public record Link(String recording, Optional<Instant> from, Optional<Instant> to) {
    static List<Link> all(Statement statement, String name) {
        return statement.objects(name).stream().map(Link::of).toList();
    }

    private static Link of(Statement statement) {
        String recording = statement.required("recording");
        if (SegmentId.parse(recording).isEmpty()) {
            statement.wrong("recording", "must be a recording's id");
        }
        Link link = new Link(recording, statement.time("from"), statement.time("to"));
        if (link.from().isPresent()
                && link.to().isPresent()
                && link.to().get().isBefore(link.from().get())) {
            statement.wrong("to", "is before from");
        }
        statement.noMore();
        return link;
    }
}
