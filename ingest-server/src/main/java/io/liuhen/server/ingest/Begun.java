package io.liuhen.server.ingest;

import io.liuhen.server.admission.Admission;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;

/** What became of the wish to send a file. */
public sealed interface Begun {
    /** There is an address at which to go on, or to find it. */
    sealed interface Addressed extends Begun {
        /** Of the upload, and of the segment that it is or becomes. */
        SegmentId id();
    }

    /** It would have to be sent, and its device may not have one more upload now. */
    record Refused(Admission.Refused why) implements Begun {}

    /** An upload was opened for it. */
    record Opened(UploadRow upload) implements Addressed {
        @Override
        public SegmentId id() {
            return upload.id();
        }
    }

    /** Its device has begun it before: this is the upload, at its durable offset. Nobody sends to it any more. */
    record Again(UploadRow upload) implements Addressed {
        @Override
        public SegmentId id() {
            return upload.id();
        }
    }

    /** It is here, and need not be sent. */
    record Here(SegmentRow segment) implements Addressed {
        @Override
        public SegmentId id() {
            return segment.id();
        }
    }
}
