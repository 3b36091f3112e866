package io.liuhen.server.finding;

import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.MediaKind;
import io.liuhen.server.media.Seen;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be seen in one file: "不得插入其他画面" (望花第十二条), "不得剪接、删改原始…音视频资料" (泰安第十九条).
 * Seventeen cheap looks at how it is put together, and what was seen while its copy was made. Each tells the value that it
 * found. A careful forger can make a file that has none of them, and a dock that puts recordings into another container
 * makes several: what they say is that somebody should ask. Pure.
 */
public final class FileFindings {
    private final FileTolerances tolerances;

    public FileFindings(FileTolerances tolerances) {
        this.tolerances = tolerances;
    }

    /** What the file's own description shows. */
    public List<Finding> of(String segment, MediaFacts facts) {
        List<Finding> found = new ArrayList<>(new WriterSigns(segment, facts, tolerances).found());
        if (facts.kind() == MediaKind.PHOTO) {
            found.addAll(new PhotoSigns(segment, facts, tolerances).found());
        } else {
            found.addAll(new ContainerSigns(segment, facts, tolerances).found());
            found.addAll(new CadenceSigns(segment, facts).found());
        }
        return found;
    }

    /** What was seen while its copy was made. */
    public List<Finding> of(String segment, MediaFacts facts, Seen seen) {
        return new ContentSigns(segment, facts, seen, tolerances).found();
    }
}
