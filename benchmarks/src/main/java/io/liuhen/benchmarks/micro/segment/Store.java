package io.liuhen.benchmarks.micro.segment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.EngineConfig;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.Uploads.SealRequest;
import io.liuhen.storage.disk.RealDisk;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.IdGenerator;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** An engine on a folder that is its own: emptied before, destroyed after. */
public final class Store implements AutoCloseable {
    private static final String ORIGINAL = "original.bin";

    private final Path folder;
    private final StorageEngine engine;
    private final InstantSource clock = InstantSource.system();
    private final IdGenerator ids = new IdGenerator(clock, new SecureRandom());

    private Store(Path folder, StorageEngine engine) {
        this.folder = folder;
        this.engine = engine;
    }

    /** An engine on an empty folder. */
    public static Store open(Path folder) {
        Folders.delete(folder);
        return new Store(
                folder,
                StorageEngine.open(
                        EngineConfig.defaults(),
                        RealDisk.below(folder),
                        InstantSource.system(),
                        System::nanoTime,
                        SyncObserver.none()));
    }

    /** The engine. */
    public StorageEngine engine() {
        return engine;
    }

    /** A new upload of unknown length. */
    public SegmentId create() {
        SegmentId id = ids.segment();
        ObjectNode attributes = CanonicalJson.object().put("name", "benchmark");
        get(engine.uploads()
                .create(
                        UploadRow.opened(id, OptionalLong.empty(), ORIGINAL, attributes, clock.instant()),
                        Facts.none()));
        return id;
    }

    /** Seals what was committed. */
    public SegmentRow seal(SegmentId id, long lengthBytes) {
        SealOutcome outcome = get(
                engine.uploads().seal(new SealRequest(id, lengthBytes, SegmentKind.COMPLETE, List.of(), Facts.none())));
        if (outcome instanceof SealOutcome.Sealed sealed) {
            return sealed.segment();
        }
        throw new IllegalStateException("not sealed: " + outcome);
    }

    /** Deletes the bytes of all segments. */
    public void deleteOriginals() {
        try (Stream<Path> found = Files.walk(folder.resolve("vault"))) {
            for (Path original : found.filter(path -> path.endsWith(ORIGINAL)).toList()) {
                Files.delete(original);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a stage ends with. */
    public static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    @Override
    public void close() {
        engine.close();
        Folders.delete(folder);
    }
}
