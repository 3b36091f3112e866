package io.liuhen.benchmarks.micro.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The system calls that receiving and sealing cannot do without, and nothing around them. Confined to one thread. */
public final class BareCalls implements AutoCloseable {
    private static final int BLOCK_BYTES = 1 << 20;
    private static final int RECORD_BYTES = 128;

    private final Path staging;
    private final Path vault;
    private final Payload payload;
    private final MessageDigest digest;
    private final CRC32C checksum = new CRC32C();
    private final FileChannel file;
    private final FileChannel index;
    private final ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    private final List<Path> staged = new ArrayList<>();
    private long offsetBytes;
    private int number;

    /** Calls on new files in this folder. */
    public BareCalls(Path folder, Payload payload) {
        this.payload = payload;
        this.staging = folder.resolve("staging");
        this.vault = folder.resolve("vault");
        try {
            Files.createDirectories(staging);
            Files.createDirectories(vault);
            digest = MessageDigest.getInstance("SHA-256");
            file = create(folder.resolve("file"));
            index = create(folder.resolve("index"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static FileChannel create(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** SHA-256, CRC-32C of each block, write. */
    public void append(int count) {
        long end = offsetBytes + count;
        while (offsetBytes < end) {
            ByteBuffer buffer = payload.at(offsetBytes);
            buffer.limit((int) Math.min(buffer.limit(), end - offsetBytes));
            digest.update(buffer.duplicate());
            if (offsetBytes % BLOCK_BYTES == 0) {
                checksum.reset();
            }
            checksum.update(buffer.duplicate());
            offsetBytes += write(file, buffer, offsetBytes);
        }
    }

    private static int write(FileChannel channel, ByteBuffer buffer, long position) {
        int count = buffer.remaining();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer, position + count - buffer.remaining());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    /** fdatasync of the file. */
    public void sync() {
        force(file);
    }

    /** A record onto the end of a log, and its fdatasync: the least that an index could do. */
    public void record() {
        try {
            write(index, record.clear(), index.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        force(index);
    }

    private static void force(FileChannel channel) {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins anew, in pages that are given back. */
    public void cut() {
        try {
            file.truncate(0);
            offsetBytes = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Synced files that wait for being published. */
    public void stage(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            Path path = staging.resolve(String.valueOf(number++));
            try (FileChannel channel = create(path)) {
                ByteBuffer content = payload.at(0);
                content.limit(bytes);
                write(channel, content, 0);
                channel.force(false);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            staged.add(path);
        }
    }

    /** For each a folder with the file and a manifest, all names synced, a line in a list, and a record of the index. */
    public void publishStaged() {
        for (Path path : staged) {
            try {
                Path folder = Files.createDirectory(vault.resolve(path.getFileName()));
                try (FileChannel manifest = create(folder.resolve("manifest"))) {
                    write(manifest, payload.at(0).limit(RECORD_BYTES * 4), 0);
                    manifest.force(false);
                }
                Files.move(path, folder.resolve("original"));
                for (Path changed : List.of(folder, vault, staging)) {
                    try (FileChannel directory = FileChannel.open(changed)) {
                        directory.force(true);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            record();
            record();
        }
        staged.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
        index.close();
    }
}
