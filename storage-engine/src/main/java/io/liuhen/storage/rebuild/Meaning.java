package io.liuhen.storage.rebuild;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.index.DocumentIndex;
import io.liuhen.storage.index.NewJob;
import io.liuhen.storage.index.SegmentRow;
import java.util.List;

/** What a rebuild must be told by who understands documents and entries. Called when all documents are there. */
public interface Meaning {
    /** The kind of a document that was recorded with each upload's creation, under the upload's id. */
    String uploadKind();

    /** What an entry is found by. */
    List<String> subjects(ObjectNode leaf);

    /** Jobs about a segment that no document shows to be done. */
    List<NewJob> due(SegmentRow segment, DocumentIndex documents);

    /** Jobs that an entry asks for and that no later document shows to be done. */
    List<NewJob> asked(ObjectNode leaf, DocumentIndex documents);
}
