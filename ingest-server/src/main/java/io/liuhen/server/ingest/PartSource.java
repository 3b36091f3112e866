package io.liuhen.server.ingest;

import io.liuhen.storage.ReceivedReader;
import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where the bytes of a part are; each block is compared with its checksum. Confined to one thread; blocks. */
interface PartSource extends AutoCloseable {
    long lengthBytes();

    /** Bytes from a position on, to the end of their block at most. Good until the next call. */
    ByteBuffer view(long positionBytes);

    @Override
    void close();

    /**
     * That of a part which is open, or was ended meanwhile and is in the vault as what it is.
     *
     * @throws StorageException {@code MISSING} where it is not there any more
     */
    static PartSource of(SegmentId part, EngineAccess engine) {
        Optional<PartSource> open = engine.uploads().read(part).map(Staged::new);
        return open.or(() -> engine.segments()
                        .find(part)
                        .map(segment -> new Sealed(engine.segments().open(segment), segment)))
                .orElseGet(() -> {
                    if (engine.uploads()
                            .find(part)
                            .toCompletableFuture()
                            .join()
                            .filter(UploadRow::received)
                            .isEmpty()) {
                        throw new StorageException(Category.MISSING, "part " + part + " is not there any more");
                    }
                    return new Empty();
                });
    }

    /** One that is open. */
    record Staged(ReceivedReader reader) implements PartSource {
        @Override
        public long lengthBytes() {
            return reader.lengthBytes();
        }

        @Override
        public ByteBuffer view(long positionBytes) {
            return reader.view(positionBytes);
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** One that was ended. */
    record Sealed(SegmentReader reader, SegmentRow segment) implements PartSource {
        @Override
        public long lengthBytes() {
            return segment.lengthBytes();
        }

        @Override
        public ByteBuffer view(long positionBytes) {
            return reader.view(positionBytes, BlockChecksums.BLOCK_BYTES);
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /** One without a byte. */
    record Empty() implements PartSource {
        @Override
        public long lengthBytes() {
            return 0;
        }

        @Override
        public ByteBuffer view(long positionBytes) {
            throw new IllegalStateException("there is nothing to be read");
        }

        @Override
        public void close() {}
    }
}
