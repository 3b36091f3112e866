package io.liuhen.server.query;

import io.liuhen.server.access.Belongings;
import io.liuhen.server.access.Resource;
import io.liuhen.server.ingest.Attributes;
import io.liuhen.server.ingest.Sender;
import io.liuhen.server.records.Field;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;
import java.util.Set;

/** Whose things are, by what was recorded with them. Thread-safe; blocks on the disk. */
public final class Owners implements Belongings {
    private final Uploads uploads;
    private final Segments segments;
    private final Recordings recordings;
    private final String unit;

    /** @param unit the unit whose recordings the server keeps */
    public Owners(Uploads uploads, Segments segments, Recordings recordings, String unit) {
        this.uploads = uploads;
        this.segments = segments;
        this.recordings = recordings;
        this.unit = unit;
    }

    @Override
    public Optional<Resource> ofUpload(SegmentId id) {
        return uploads.find(id)
                .toCompletableFuture()
                .join()
                .map(UploadRow::attributes)
                .or(() -> segments.find(id).map(SegmentRow::attributes))
                .map(attributes -> {
                    Optional<Sender> sender = Sender.in(attributes);
                    return new Resource(
                            Attributes.of(attributes).unit(),
                            sender.map(Sender::identity),
                            sender.flatMap(Sender::device),
                            Set.of());
                });
    }

    @Override
    public Optional<Resource> ofSubject(SegmentId id) {
        Optional<Resource> recording = recordings
                .find(id.toString())
                .map(found -> new Resource(
                        unit,
                        Optional.empty(),
                        Optional.empty(),
                        Set.copyOf(found.metadata().values(Field.MAKER_NUMBER))));
        return recording.or(() -> ofUpload(id)
                .map(upload -> new Resource(
                        upload.unit(),
                        upload.sender(),
                        upload.device(),
                        recordings
                                .recordingOf(id)
                                .flatMap(recordings::find)
                                .map(found -> Set.copyOf(found.metadata().values(Field.MAKER_NUMBER)))
                                .orElse(Set.of()))));
    }
}
