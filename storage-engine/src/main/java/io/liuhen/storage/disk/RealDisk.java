package io.liuhen.storage.disk;

import io.liuhen.storage.disk.StorageException.Category;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** The operating system's file system below one folder. Thread-safe. */
public final class RealDisk implements Disk {
    private static final Set<PosixFilePermission> READ_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
    private static final Set<PosixFilePermission> WRITABLE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_READ);

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static final Optional<OpenOption> DIRECT = direct();

    private final Path root;

    /** Found once: finding it reads the table of mounts, asking it is one system call. */
    private final FileStore store;

    /** What one uncached file has given back and the next may take. */
    private final AtomicReference<ByteBuffer> spare = new AtomicReference<>();

    private RealDisk(Path root, FileStore store) {
        this.root = root;
        this.store = store;
    }

    /**
     * A disk below this folder. Where it is not there it is created, closed to everybody but its owner: what is below is
     * nobody else's business, and files in it need not say so one by one.
     */
    public static RealDisk below(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(root)) {
                Path parent = root.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(root, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                if (parent != null) {
                    sync(parent);
                }
            }
            return new RealDisk(root, Files.getFileStore(root));
        } catch (IOException e) {
            throw failure("cannot create the store's folder " + root, e);
        }
    }

    @Override
    public DiskFile create(Path path) {
        return channel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public DiskFile open(Path path) {
        return channel(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public DiskFile openForReading(Path path) {
        return channel(path, StandardOpenOption.READ);
    }

    /**
     * O_DIRECT. By its name: the JDK exports the class to everybody, but its compilers warn of it in a way that nothing can
     * answer.
     */
    private static Optional<OpenOption> direct() {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            return Stream.of(options == null ? new Object[0] : options)
                    .filter(option -> option.toString().equals("DIRECT"))
                    .map(OpenOption.class::cast)
                    .findFirst();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public DiskFile openUncached(Path path) {
        if (DIRECT.isEmpty()) {
            return openForReading(path);
        }
        FileChannel channel;
        int alignment;
        try {
            alignment = Math.toIntExact(Files.getFileStore(absolute(path)).getBlockSize());
            if (!UncachedFile.canAlign(alignment)) {
                return openForReading(path);
            }
            channel = FileChannel.open(absolute(path), StandardOpenOption.READ, DIRECT.get());
        } catch (NoSuchFileException e) {
            throw failure("cannot open " + path, e);
        } catch (IOException | UnsupportedOperationException e) {
            // A file system in memory, or one that cannot: then through the cache.
            return openForReading(path);
        }
        return new UncachedFile(path, channel, alignment, spare);
    }

    private DiskFile channel(Path path, OpenOption... options) {
        try {
            return new RealFile(path, FileChannel.open(absolute(path), options));
        } catch (IOException e) {
            throw failure("cannot open " + path, e);
        }
    }

    @Override
    public boolean exists(Path path) {
        // Not Files.exists: that says no when it could not look, and a file that seems gone is made again.
        try {
            Files.readAttributes(absolute(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failure("cannot look for " + path, e);
        }
    }

    @Override
    public boolean createDirectory(Path path) {
        try {
            Files.createDirectory(absolute(path));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw failure("cannot create directory " + path, e);
        }
    }

    @Override
    public void rename(Path from, Path to) {
        try {
            Files.move(absolute(from), absolute(to), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failure("cannot rename " + from + " to " + to, e);
        }
    }

    @Override
    public boolean delete(Path path) {
        try {
            return Files.deleteIfExists(absolute(path));
        } catch (IOException e) {
            throw failure("cannot delete " + path, e);
        }
    }

    @Override
    public List<String> list(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(absolute(directory))) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw failure("cannot list " + directory, e);
        }
        names.sort(null);
        return names;
    }

    @Override
    public void setReadOnly(Path path, boolean readOnly) {
        try {
            Files.setPosixFilePermissions(absolute(path), readOnly ? READ_ONLY : WRITABLE);
        } catch (IOException e) {
            throw failure("cannot change the permissions of " + path, e);
        }
    }

    @Override
    public void syncDirectory(Path directory) {
        FileChannel channel;
        try {
            channel = FileChannel.open(absolute(directory), StandardOpenOption.READ);
        } catch (IOException e) {
            throw failure("cannot open directory " + directory + " to sync it", e);
        }
        try (channel) {
            channel.force(true);
        } catch (IOException e) {
            throw new StorageException(
                    Category.AMBIGUOUS_COMMIT, "cannot sync directory " + directory + ": " + e.getMessage(), e);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public long usableBytes() {
        try {
            return store.getUsableSpace();
        } catch (IOException e) {
            throw failure("cannot read the free space of " + root, e);
        }
    }

    @Override
    public long sizeBytes() {
        try {
            return store.getTotalSpace();
        } catch (IOException e) {
            throw failure("cannot read the size of the disk of " + root, e);
        }
    }

    @Override
    public AutoCloseable lock(Path path) {
        FileChannel channel;
        try {
            channel = FileChannel.open(absolute(path), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw failure("cannot open the lock file " + path, e);
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // This process holds it already, through another engine: the same answer as for another process.
        } catch (IOException e) {
            throw failure("cannot lock " + path, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw failure("cannot close the lock file " + path, e);
        }
        throw new StorageException(
                Category.IN_USE, "the store at " + root + " is in use by another server; stop that one first");
    }

    @Override
    public Path absolute(Path path) {
        return root.resolve(path);
    }

    static StorageException failure(String what, IOException cause) {
        String reason = String.valueOf(cause.getMessage());
        boolean full = reason.contains("No space left on device") || reason.contains("Disk quota exceeded");
        Category category = full ? Category.NO_SPACE : Category.IO;
        return new StorageException(
                cause instanceof NoSuchFileException ? Category.MISSING : category, what + ": " + reason, cause);
    }
}
