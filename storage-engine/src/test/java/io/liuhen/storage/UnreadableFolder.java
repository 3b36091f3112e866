package io.liuhen.storage;

import io.liuhen.storage.disk.FolderView;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A view in which one path cannot be listed or opened, as where rights are missing or the disk is broken. */
final class UnreadableFolder implements FolderView {
    private final FolderView view;
    private final String unreadable;

    /** @param unreadable how the path ends */
    UnreadableFolder(FolderView view, String unreadable) {
        this.view = view;
        this.unreadable = unreadable;
    }

    private Path readable(Path path) {
        if (path.endsWith(unreadable)) {
            throw new StorageException(Category.IO, "ordered by a test: " + path);
        }
        return path;
    }

    @Override
    public List<Entry> list(Path folder) {
        return view.list(readable(folder));
    }

    @Override
    public Optional<Entry> find(Path path) {
        return view.find(path);
    }

    @Override
    public FileView open(Path path) {
        return view.open(readable(path));
    }

    @Override
    public AutoCloseable lockShared(Path path) {
        return view.lockShared(path);
    }

    @Override
    public Path absolute(Path path) {
        return view.absolute(path);
    }
}
