package io.liuhen.server.docking;

import io.liuhen.server.records.DeviceFiles;
import io.liuhen.server.records.Recordings;
import io.liuhen.storage.Segments;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.util.Optional;

/** Looks for announced files among what has come. Thread-safe; blocks on the disk. */
final class Whereabouts {
    /** Recorders count their files from one again and again: so many of one name are looked at, newest first. */
    private static final int SAME_NAME_MAX = 64;

    private final Recordings recordings;
    private final DeviceFiles files;
    private final Segments segments;
    private final Uploads uploads;

    Whereabouts(Recordings recordings, DeviceFiles files, Segments segments, Uploads uploads) {
        this.recordings = recordings;
        this.files = files;
        this.segments = segments;
        this.uploads = uploads;
    }

    Fate of(String device, AnnouncedFile file) {
        Fate best = new Fate.Missing();
        for (SegmentId id : files.standingFor(device, file.name(), SAME_NAME_MAX)) {
            if (segments.find(id).filter(segment -> isThat(segment, file)).isPresent()) {
                return new Fate.Stored(id, file.sha256().isPresent());
            }
        }
        for (SegmentId id : recordings.ofFile(device, file.name(), SAME_NAME_MAX)) {
            Optional<SegmentRow> segment = segments.find(id);
            if (segment.isPresent()) {
                if (isThat(segment.get(), file)) {
                    return new Fate.Stored(id, file.sha256().isPresent());
                }
            } else if (best instanceof Fate.Missing) {
                best = onItsWay(id, file).orElse(best);
            }
        }
        return best;
    }

    private static boolean isThat(SegmentRow segment, AnnouncedFile file) {
        return segment.kind() == SegmentKind.COMPLETE
                && segment.lengthBytes() == file.lengthBytes()
                && file.sha256().map(segment.sha256()::equals).orElse(true);
    }

    private Optional<Fate> onItsWay(SegmentId id, AnnouncedFile file) {
        return uploads.find(id)
                .toCompletableFuture()
                .join()
                .filter(upload -> upload.phase() == UploadRow.Phase.OPEN)
                .filter(upload -> upload.declaredLengthBytes().orElse(file.lengthBytes()) == file.lengthBytes())
                .map(upload -> new Fate.Receiving(id, upload.offsetBytes()));
    }
}
