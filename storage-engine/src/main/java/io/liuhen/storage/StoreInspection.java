package io.liuhen.storage;

import io.liuhen.storage.check.CheckListener;
import io.liuhen.storage.check.CheckSummary;
import io.liuhen.storage.check.IndexRows;
import io.liuhen.storage.check.StoreCheck;
import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.rocks.ReadOnlyRows;
import io.liuhen.storage.rocks.WriteAheadLogs;
import java.nio.file.Path;

/** Checks a store that nobody has open, with its index; changes nothing. */
public final class StoreInspection {
    private static final Path INDEX = Path.of("index");

    private StoreInspection() {}

    /**
     * Checks it. See {@link StoreCheck#run} for what is thrown.
     *
     * @param quick leaves the content of originals and of open uploads unread
     */
    public static CheckSummary run(FolderView store, boolean quick, CheckListener listener) {
        return new StoreCheck(store, () -> rows(store), quick, listener).run();
    }

    private static IndexRows rows(FolderView store) {
        WriteAheadLogs.check(store, INDEX);
        return ReadOnlyRows.open(store.absolute(INDEX));
    }
}
