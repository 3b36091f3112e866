package io.liuhen.server.ingest;

import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;

/** Where an upload is in its life. */
public sealed interface UploadStatus {
    /** It takes bytes, from its durable offset on. */
    record Open(UploadRow upload) implements UploadStatus {}

    /** It is complete, and a segment for ever. */
    record Complete(SegmentRow segment) implements UploadStatus {}

    /**
     * It was ended, or was found not to match, and what had been acknowledged is kept as a segment, if there was anything;
     * or its segment was disposed of.
     */
    record Gone() implements UploadStatus {}

    /** There never was one with this id. */
    record Unknown() implements UploadStatus {}
}
