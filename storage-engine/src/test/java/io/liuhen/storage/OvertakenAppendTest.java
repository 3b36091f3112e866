package io.liuhen.storage;

import static io.liuhen.storage.TestStore.bytes;
import static io.liuhen.storage.TestStore.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.Facts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who appends and is overtaken hears of it at once, though nothing more comes to be written. */
final class OvertakenAppendTest {
    private static final int LENGTH = 5000;

    @TempDir
    private Path folder;

    private void isTold(BiConsumer<TestStore, SegmentId> takingOver) {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(LENGTH));
            Append append = assertInstanceOf(
                            AppendOutcome.Opened.class,
                            get(store.engine().uploads().append(id, 0)))
                    .append();
            get(append.write(ByteBuffer.wrap(bytes(700, 1))));
            assertFalse(append.overtaken().toCompletableFuture().isDone());
            takingOver.accept(store, id);
            get(append.overtaken());
            assertEquals(
                    700,
                    get(store.engine().uploads().find(id)).orElseThrow().offsetBytes(),
                    "what had come is committed");
        }
    }

    @Test
    void byAnInterrupt() {
        isTold((store, id) -> get(store.engine().uploads().interrupt(id)));
    }

    @Test
    void byAnotherAppend() {
        isTold((store, id) -> get(store.engine().uploads().append(id, 700)));
    }

    @Test
    void byAnAppendThatBelievesInAnotherOffset() {
        isTold((store, id) -> get(store.engine().uploads().append(id, 3)));
    }

    @Test
    void byWhoWantsAllThatHasCome() {
        isTold((store, id) -> assertEquals(
                700, get(store.engine().uploads().received(id)).orElseThrow().offsetBytes()));
    }

    @Test
    void byWhoWantsToEndIt() {
        isTold((store, id) -> get(store.engine().uploads().endEmpty(id, Facts.none())));
    }

    @Test
    void whoEndsByItselfIsNotOvertaken() {
        try (TestStore store = new TestStore(folder)) {
            SegmentId id = store.create(OptionalLong.of(LENGTH));
            Append append = assertInstanceOf(
                            AppendOutcome.Opened.class,
                            get(store.engine().uploads().append(id, 0)))
                    .append();
            get(append.write(ByteBuffer.wrap(bytes(LENGTH, 1))));
            get(append.commit());
            get(append.close());
            assertInstanceOf(Uploads.SealOutcome.Sealed.class, store.seal(id, LENGTH));
            assertFalse(append.overtaken().toCompletableFuture().isDone());
        }
    }
}
