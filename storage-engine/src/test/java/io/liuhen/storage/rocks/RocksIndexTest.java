package io.liuhen.storage.rocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.index.DisposalIndexContract;
import io.liuhen.storage.index.DocumentIndexContract;
import io.liuhen.storage.index.EntryIndexContract;
import io.liuhen.storage.index.FixityIndexContract;
import io.liuhen.storage.index.IndexBackend;
import io.liuhen.storage.index.IndexContract;
import io.liuhen.storage.index.JobIndexContract;
import io.liuhen.storage.index.RestIndexContract;
import io.liuhen.storage.index.UploadIndexContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index on RocksDB keeps every contract of the index. */
final class RocksIndexTest {
    @Nested
    final class Whole extends IndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }

        @Test
        void aFamilyThatOnlyANewerServerKnowsIsTooNew(@TempDir Path newer) {
            backend().open(newer).close();
            RocksBackend.addFamily(newer);
            assertEquals(
                    Category.TOO_NEW,
                    assertThrows(StorageException.class, () -> backend().open(newer))
                            .category());
        }
    }

    @Nested
    final class Rests extends RestIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Uploads extends UploadIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Documents extends DocumentIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Jobs extends JobIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Disposals extends DisposalIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Fixity extends FixityIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }

    @Nested
    final class Entries extends EntryIndexContract {
        @Override
        protected IndexBackend backend() {
            return new RocksBackend();
        }
    }
}
