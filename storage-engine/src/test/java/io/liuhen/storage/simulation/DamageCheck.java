package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.SegmentReader;
import io.liuhen.storage.Segments.Verification;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.Uploads.Received;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.simulation.UploadModel.Phase;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** One bit on the disk turns over: whoever reads it is told, nobody is given it as good, and nothing else suffers. */
final class DamageCheck {
    private final Machine machine;

    DamageCheck(Machine machine) {
        this.machine = machine;
    }

    void check(List<UploadModel> uploads) {
        List<Path> files = machine.disk.files();
        Path damaged = machine.any(files);
        if (!machine.disk.flip(damaged, machine.chance)) {
            return;
        }
        machine.count("bit turned over");
        for (UploadModel upload : uploads) {
            if (upload.phase == Phase.SEALED) {
                checkSealed(upload, damaged);
            } else if (upload.phase == Phase.OPEN) {
                checkOpen(upload, damaged);
            }
        }
        checkLedger(damaged);
        machine.disk.unflip();
    }

    /** What was asked for; empty if it was found to be damaged. */
    private static <T> Optional<T> undamaged(Supplier<T> what) {
        try {
            return Optional.of(what.get());
        } catch (StorageException e) {
            assertTrue(e.category() == Category.CORRUPT || e.category() == Category.TOO_NEW, e.toString());
            return Optional.empty();
        }
    }

    private void checkSealed(UploadModel upload, Path damaged) {
        StorageEngine engine = machine.engine();
        SegmentRow row = upload.segment.orElseThrow();
        boolean here = damaged.getNameCount() > 1
                && String.valueOf(damaged.getParent()).endsWith(upload.id.toString());
        boolean original = here && damaged.endsWith(row.fileName());
        boolean manifest = here && damaged.endsWith("manifest.json");
        Optional<byte[]> content = undamaged(() -> read(engine, row));
        assertEquals(original, content.isEmpty(), () -> upload + " is served though " + damaged + " is damaged");
        content.ifPresent(bytes -> assertArrayEquals(upload.acknowledged(), bytes));
        assertEquals(original || manifest, engine.segments().verify(row) instanceof Verification.Damaged);
        Optional<byte[]> facts = undamaged(() -> engine.segments().manifest(upload.id));
        assertEquals(
                manifest, facts.isEmpty(), () -> "the manifest of " + upload + " though " + damaged + " is damaged");
    }

    private static byte[] read(StorageEngine engine, SegmentRow row) {
        ByteBuffer all = ByteBuffer.allocate((int) row.lengthBytes());
        try (SegmentReader reader = engine.segments().open(row)) {
            reader.read(all, 0);
        }
        return all.array();
    }

    private void checkOpen(UploadModel upload, Path damaged) {
        Optional<Optional<Received>> received = undamaged(() -> {
            try {
                var stage = machine.engine().uploads().received(upload.id);
                machine.settle();
                return stage.toCompletableFuture().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof StorageException cause ? cause : e;
            }
        });
        boolean staged = damaged.endsWith(upload.id + ".part");
        assertTrue(staged || received.isPresent(), () -> upload + " is refused though only " + damaged + " is damaged");
        received.ifPresent(found -> assertEquals(
                Sha256.digestOf(upload.acknowledged()), found.orElseThrow().sha256()));
    }

    private void checkLedger(Path damaged) {
        boolean here = damaged.startsWith("ledger");
        Optional<Integer> entries = undamaged(() -> machine.engine()
                .ledger()
                .about(FactsModel.ALL, 0, Integer.MAX_VALUE)
                .size());
        assertTrue(here || entries.isPresent(), () -> "the ledger is refused though only " + damaged + " is damaged");
    }
}
