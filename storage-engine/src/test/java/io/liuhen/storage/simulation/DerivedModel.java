package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Derivatives.DerivedFile;
import io.liuhen.storage.StorageEngine;
import io.liuhen.storage.disk.DiskFile;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.Sha256;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Files made from segments: the newest that was published is there, whole, or one whose publication has failed since. To
 * be read is no promise for them, so what was seen may still go with the power.
 */
final class DerivedModel {
    private static final String NAME = "proxy.mp4";
    private static final Path SCRATCH = Path.of("scratch", "work");

    private final Machine machine;
    private final Map<SegmentId, Set<Optional<Sha256>>> possible = new LinkedHashMap<>();

    DerivedModel(Machine machine) {
        this.machine = machine;
    }

    void publish(List<SegmentId> subjects) {
        if (subjects.isEmpty()) {
            return;
        }
        SegmentId id = machine.any(subjects);
        byte[] content = new byte[1 + machine.chance.nextInt(2000)];
        machine.chance.nextBytes(content);
        Optional<Sha256> digest = Optional.of(Sha256.digestOf(content));
        boolean readOnly = machine.isReadOnly();
        try {
            write(content);
            machine.engine().derivatives().publish(id, NAME, machine.disk.absolute(SCRATCH));
            possible.put(id, new HashSet<>(Set.of(digest)));
            assertTrue(!readOnly, "a read-only store has published something");
        } catch (StorageException e) {
            machine.expected(e);
            possible.computeIfAbsent(id, each -> new HashSet<>(Set.of(Optional.empty())))
                    .add(digest);
        }
    }

    private void write(byte[] content) {
        machine.disk.delete(SCRATCH);
        try (DiskFile file = machine.disk.create(SCRATCH)) {
            file.write(ByteBuffer.wrap(content), 0);
        }
    }

    void check(StorageEngine engine) {
        possible.forEach((id, digests) -> {
            Optional<Sha256> found = engine.derivatives().open(id, NAME).map(DerivedModel::digest);
            assertTrue(
                    digests.contains(found), () -> "what was made from " + id + " is " + found + " not of " + digests);
        });
    }

    private static Sha256 digest(DerivedFile file) {
        try (file) {
            ByteBuffer all = ByteBuffer.allocate((int) file.sizeBytes());
            file.read(all, 0);
            return Sha256.digestOf(all.array());
        }
    }
}
