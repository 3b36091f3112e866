package io.liuhen.storage.testing;

import io.liuhen.storage.durability.Durability;
import io.liuhen.storage.durability.SyncObserver;
import io.liuhen.storage.index.DocumentIndexContract;
import io.liuhen.storage.index.EntryIndexContract;
import io.liuhen.storage.index.Index;
import io.liuhen.storage.index.IndexBackend;
import io.liuhen.storage.index.IndexContract;
import io.liuhen.storage.index.JobIndexContract;
import io.liuhen.storage.index.RestIndexContract;
import io.liuhen.storage.index.UploadIndexContract;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The index in memory keeps every contract of the index. */
final class FakeIndexTest {
    /** Indexes in memory, one for each folder. */
    private static final class FakeBackend implements IndexBackend {
        private final Map<Path, FakeIndexStore> stores = new HashMap<>();

        private FakeIndexStore store(Path folder) {
            return stores.computeIfAbsent(folder, each -> new FakeIndexStore());
        }

        @Override
        public Index open(Path folder) {
            return store(folder).open(new Durability(new SimulatedDisk(), () -> 0, SyncObserver.none()));
        }

        @Override
        public void makeNewer(Path folder) {
            store(folder).setFormat(true);
        }

        @Override
        public void makePresent(Path folder) {
            store(folder).setFormat(false);
        }
    }

    private final IndexBackend backend = new FakeBackend();

    @Nested
    final class Whole extends IndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }

    @Nested
    final class Rests extends RestIndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }

    @Nested
    final class Uploads extends UploadIndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }

    @Nested
    final class Documents extends DocumentIndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }

    @Nested
    final class Jobs extends JobIndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }

    @Nested
    final class Entries extends EntryIndexContract {
        @Override
        protected IndexBackend backend() {
            return backend;
        }
    }
}
