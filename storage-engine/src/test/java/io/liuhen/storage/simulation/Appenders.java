package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Append;
import io.liuhen.storage.AppendOutcome;
import io.liuhen.storage.CommitOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Requests that bring bytes to an open upload, or ask how far it has come. */
final class Appenders {
    private final Machine machine;
    private final Consumer<UploadModel> seenOpen;
    private final boolean large;

    /** @param seenOpen is told when an answer shows that an upload is open */
    Appenders(Machine machine, Consumer<UploadModel> seenOpen) {
        this.machine = machine;
        this.seenOpen = seenOpen;
        this.large = machine.oneIn(100);
    }

    /** Some request to an upload that is open. */
    void act(UploadModel upload) {
        switch (machine.chance.nextInt(18)) {
            case 0, 1, 2, 3 -> open(upload);
            case 4, 5, 6, 7, 8, 9 -> write(upload);
            case 10, 11, 12 -> commit(upload);
            case 13 -> discard(upload);
            case 14 -> interrupt(upload);
            case 15 -> received(upload);
            case 16 -> close(upload);
            default -> find(upload);
        }
    }

    /** Counts a request as running until it is answered. */
    <T> void asked(
            UploadModel upload, CompletionStage<T> stage, Consumer<T> answer, Consumer<StorageException> failure) {
        upload.running++;
        machine.then(
                stage,
                outcome -> {
                    upload.running--;
                    answer.accept(outcome);
                },
                thrown -> {
                    upload.running--;
                    failure.accept(thrown);
                });
    }

    /** Where a client believes the upload to be; mostly right. */
    long expected(UploadModel upload) {
        return machine.oneIn(6) ? machine.chance.nextInt(2000) : upload.received();
    }

    /** Also where somebody else appends: that one is overtaken, and what it had sent is kept. */
    private void open(UploadModel upload) {
        long expected = expected(upload);
        asked(
                upload,
                machine.engine().uploads().append(upload.id, expected),
                outcome -> {
                    if (outcome instanceof AppendOutcome.NotOpen) {
                        assertTrue(!upload.isUsable(), upload + " is not open");
                        return;
                    }
                    seenOpen.accept(upload);
                    if (upload.live.isPresent()) {
                        upload.endLive();
                    }
                    if (outcome instanceof AppendOutcome.Opened opened) {
                        upload.tell(expected, true);
                        assertEquals(
                                upload.created.attributes(), opened.upload().attributes());
                        upload.live = Optional.of(opened.append());
                    } else if (outcome instanceof AppendOutcome.WrongOffset wrong) {
                        assertTrue(wrong.durableOffsetBytes() != expected, "the offset was right");
                        upload.tell(wrong.durableOffsetBytes(), !machine.isReadOnly());
                    }
                },
                failure -> upload.endLiveInDoubt());
    }

    private byte[] someBytes() {
        int most = machine.oneIn(8) ? 5000 : 700;
        if (large && machine.oneIn(8)) {
            most = 2_200_000;
        }
        byte[] bytes = new byte[machine.chance.nextInt(most)];
        machine.chance.nextBytes(bytes);
        return bytes;
    }

    private void write(UploadModel upload) {
        if (upload.live.isEmpty()) {
            return;
        }
        Append append = upload.live.get();
        byte[] bytes = someBytes();
        asked(
                upload,
                append.write(ByteBuffer.wrap(bytes)),
                taken -> {
                    boolean live = isLive(upload, append);
                    assertEquals(live, taken, "whether bytes are taken");
                    if (live) {
                        upload.written(bytes);
                    }
                },
                failure -> {
                    boolean committing =
                            failure.category() == Category.NO_SPACE || failure.category() == Category.AMBIGUOUS_COMMIT;
                    if (committing && isLive(upload, append)) {
                        // Refused for want of room: what it had received before is committed first, or that fails, too.
                        upload.endLiveInDoubt();
                    } else {
                        lost(upload, append);
                    }
                });
    }

    private static boolean isLive(UploadModel upload, Append append) {
        return upload.live.isPresent() && upload.live.get() == append;
    }

    private static void lost(UploadModel upload, Append append) {
        if (isLive(upload, append)) {
            upload.endLiveUncommitted();
        }
    }

    private void commit(UploadModel upload) {
        if (upload.live.isEmpty()) {
            return;
        }
        Append append = upload.live.get();
        boolean readOnly = machine.isReadOnly();
        asked(
                upload,
                append.commit(),
                outcome -> {
                    if (isLive(upload, append)) {
                        boolean news = upload.received() > upload.told();
                        upload.commit(assertInstanceOf(CommitOutcome.Committed.class, outcome)
                                .offsetBytes());
                        assertTrue(!readOnly || !news, "a read-only store has acknowledged bytes");
                    } else {
                        assertInstanceOf(CommitOutcome.Overtaken.class, outcome);
                    }
                },
                failure -> {
                    if (isLive(upload, append)) {
                        upload.endLiveInDoubt();
                    }
                });
    }

    private void discard(UploadModel upload) {
        if (upload.live.isEmpty()) {
            return;
        }
        Append append = upload.live.get();
        asked(
                upload,
                append.discard(),
                done -> {
                    assertEquals(isLive(upload, append), done, "whether there was something to forget");
                    if (done) {
                        upload.discard();
                    }
                },
                failure -> lost(upload, append));
    }

    private void close(UploadModel upload) {
        if (upload.live.isEmpty()) {
            return;
        }
        Append append = upload.live.get();
        asked(upload, append.close(), done -> lost(upload, append), failure -> lost(upload, append));
    }

    private void interrupt(UploadModel upload) {
        if (upload.running == 0) {
            asked(
                    upload,
                    machine.engine().uploads().interrupt(upload.id),
                    done -> {
                        if (upload.live.isPresent()) {
                            upload.endLive();
                        }
                    },
                    failure -> upload.endLiveInDoubt());
        }
    }

    private void received(UploadModel upload) {
        asked(
                upload,
                machine.engine().uploads().received(upload.id),
                received -> {
                    assertTrue(received.isPresent() || !upload.isUsable(), upload + " is not open");
                    received.ifPresent(found -> seenOpen.accept(upload));
                    if (upload.live.isPresent()) {
                        upload.endLive();
                    }
                    received.ifPresent(found -> {
                        upload.tell(found.offsetBytes(), !machine.isReadOnly());
                        assertEquals(Sha256.digestOf(upload.acknowledged()), found.sha256());
                    });
                },
                failure -> upload.endLiveInDoubt());
    }

    private void find(UploadModel upload) {
        asked(
                upload,
                machine.engine().uploads().find(upload.id),
                row -> {
                    if (upload.isUsable()) {
                        assertTrue(row.isPresent(), upload + " is not there");
                        upload.tell(row.get().offsetBytes(), upload.live.isEmpty() && !machine.isReadOnly());
                    }
                },
                failure -> {});
    }
}
