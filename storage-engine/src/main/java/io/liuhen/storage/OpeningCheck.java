package io.liuhen.storage;

import io.liuhen.storage.disk.Disk;
import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.journal.Journal;
import io.liuhen.storage.ledger.Ledger;
import io.liuhen.storage.recovery.Generation;
import io.liuhen.storage.recovery.StoreFormat;
import java.nio.file.Path;

/**
 * Everything that can speak against opening a store, found by reading alone, so that a store which is refused is byte for
 * byte as it was. Opening itself comes after it: each of its steps, a cut, a repair, a seal that is taken back, trusts
 * the index, and would destroy what an older one does not know of.
 */
final class OpeningCheck {
    private OpeningCheck() {}

    /**
     * Looks at a store that was complete once, with the index opened for reading.
     *
     * @throws io.liuhen.storage.disk.StorageException as opening the store does
     */
    static void run(EnginePlatform platform, Path folder, StoreFormat format) {
        Disk disk = platform.disk();
        Durability reading = new Durability(disk, platform.nanoTime(), SyncObserver.none());
        reading.refuse("it is being looked at");
        try (Index index = platform.index().open(disk, folder, reading)) {
            checkIndex(disk, format, index);
            Journal.checkEnd(disk, reading, index.journal());
            Ledger.checkEnds(disk, reading, index.entries());
        }
    }

    /** Whether this is the store's own index, and not an older copy of it. */
    static void checkIndex(Disk disk, StoreFormat format, Index index) {
        format.checkIndex(index);
        Generation.check(disk, index);
    }
}
