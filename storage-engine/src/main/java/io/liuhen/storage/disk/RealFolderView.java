package io.liuhen.storage.disk;

import io.liuhen.storage.disk.StorageException.Category;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The operating system's file system below one folder, opened for reading only. Thread-safe. */
public final class RealFolderView implements FolderView {
    private final Path root;

    private RealFolderView(Path root) {
        this.root = root;
    }

    /** A view of this folder; nothing is created. */
    public static RealFolderView below(Path folder) {
        return new RealFolderView(folder.toAbsolutePath().normalize());
    }

    @Override
    public List<Entry> list(Path folder) {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(absolute(folder))) {
            for (Path entry : entries) {
                found.add(entry(entry));
            }
        } catch (DirectoryIteratorException e) {
            throw RealDisk.failure("cannot list " + folder, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw RealDisk.failure("cannot list " + folder, e);
        }
        found.sort(Comparator.comparing(Entry::name));
        return found;
    }

    @Override
    public Optional<Entry> find(Path path) {
        try {
            return Optional.of(entry(absolute(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw RealDisk.failure("cannot look at " + path, e);
        }
    }

    private static Entry entry(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Sort other = attributes.isDirectory() ? Sort.FOLDER : Sort.OTHER;
        return new Entry(
                String.valueOf(path.getFileName()), attributes.isRegularFile() ? Sort.FILE : other, attributes.size());
    }

    @Override
    public FileView open(Path path) {
        try {
            return new View(path, FileChannel.open(absolute(path), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw RealDisk.failure("cannot open " + path, e);
        }
    }

    @Override
    public AutoCloseable lockShared(Path path) {
        FileChannel channel;
        try {
            channel = FileChannel.open(absolute(path), StandardOpenOption.READ);
        } catch (IOException e) {
            throw RealDisk.failure("cannot open the lock file " + path, e);
        }
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, true) != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another part of this process has it: the same answer as for another process.
        } catch (IOException e) {
            throw RealDisk.failure("cannot lock " + path, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw RealDisk.failure("cannot close the lock file " + path, e);
        }
        throw new StorageException(Category.IN_USE, "the store at " + root + " is in use; stop its server first");
    }

    @Override
    public Path absolute(Path path) {
        return root.resolve(path);
    }

    private record View(Path path, FileChannel channel) implements FileView {
        @Override
        public long sizeBytes() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw RealDisk.failure("cannot read the size of " + path, e);
            }
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            int total = 0;
            try {
                while (target.hasRemaining()) {
                    int count = channel.read(target, positionBytes + total);
                    if (count < 0) {
                        break;
                    }
                    total += count;
                }
            } catch (IOException e) {
                throw RealDisk.failure("cannot read " + path, e);
            }
            return total;
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw RealDisk.failure("cannot close " + path, e);
            }
        }
    }
}
