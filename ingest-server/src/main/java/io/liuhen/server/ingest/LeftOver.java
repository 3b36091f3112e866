package io.liuhen.server.ingest;

import io.liuhen.server.custody.Actor;
import io.liuhen.storage.Uploads;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.UploadRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads that the last server left in a state in which no client will come for them: received whole but not sealed yet,
 * or sent by a client that was never told where to go on. Confined to one thread; blocks on the disk.
 */
public final class LeftOver {
    private static final Logger LOG = LoggerFactory.getLogger(LeftOver.class);
    private static final int BATCH = 256;

    private final Ingest ingest;
    private final List<UploadRow> whole = new ArrayList<>();
    private final List<UploadRow> unreachable = new ArrayList<>();

    private LeftOver(Ingest ingest) {
        this.ingest = ingest;
    }

    /** Finds them. To be called before anybody can open new uploads. */
    public static LeftOver find(Uploads uploads, Ingest ingest) {
        LeftOver found = new LeftOver(ingest);
        List<UploadRow> batch = uploads.openUploads(Optional.empty(), BATCH);
        while (!batch.isEmpty()) {
            batch.forEach(found::sort);
            SegmentId last = batch.get(batch.size() - 1).id();
            batch = uploads.openUploads(Optional.of(last), BATCH);
        }
        return found;
    }

    private void sort(UploadRow upload) {
        String protocol = Attributes.of(upload.attributes()).protocol();
        boolean resumable = protocol.equals(NewUpload.Protocol.TUS.toString())
                || protocol.equals(NewUpload.Protocol.RUFH.toString());
        if (Attributes.of(upload.attributes()).concatenation().isPartial()) {
            // It waits to be joined with others, however whole it is.
            return;
        }
        if (upload.received()) {
            whole.add(upload);
        } else if (!resumable) {
            unreachable.add(upload);
        }
    }

    /**
     * Seals the whole ones and lets the unreachable ones go. Clients may be served meanwhile: one that asks for a whole
     * upload is told the truth, that all its bytes are here.
     */
    public void settle() {
        for (UploadRow upload : whole) {
            try {
                Finished finished = ingest.finish(upload.id(), Actor.server())
                        .toCompletableFuture()
                        .join();
                LOG.info(
                        "upload {} had been received whole before the last stop: {}",
                        upload.id(),
                        finished.getClass().getSimpleName());
            } catch (CompletionException e) {
                LOG.error("upload {} is received whole, but cannot be sealed: {}", upload.id(), e.getMessage(), e);
            }
        }
        for (UploadRow upload : unreachable) {
            try {
                ingest.abandon(upload, Actor.server()).toCompletableFuture().join();
                LOG.info("upload {} was let go: its client was never told of it", upload.id());
            } catch (CompletionException e) {
                LOG.error("upload {} cannot be let go: {}", upload.id(), e.getMessage(), e);
            }
        }
    }
}
