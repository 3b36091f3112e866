package io.liuhen.storage.rocks;

import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Walks over the rows of one family. It keeps the database open until it is closed, and tells the end from a failure:
 * RocksDB's own iterator stops in both cases, and whoever does not ask takes a damaged block for the last one. Confined to
 * one thread.
 */
final class Cursor implements AutoCloseable {
    private final RocksIterator rows;
    private final Runnable release;

    /** @param release gives the database free */
    Cursor(RocksIterator rows, Runnable release) {
        this.rows = rows;
        this.release = release;
    }

    /** To the first row that is not smaller than a key. */
    void seek(byte[] key) {
        rows.seek(key);
    }

    /** To the last row that is not larger than a key. */
    void seekForPrev(byte[] key) {
        rows.seekForPrev(key);
    }

    void seekToFirst() {
        rows.seekToFirst();
    }

    void seekToLast() {
        rows.seekToLast();
    }

    void next() {
        rows.next();
    }

    void prev() {
        rows.prev();
    }

    /** Whether it stands on a row; false only at an end. */
    boolean isValid() {
        if (rows.isValid()) {
            return true;
        }
        try {
            rows.status();
        } catch (RocksDBException e) {
            throw Database.broken(e);
        }
        return false;
    }

    byte[] key() {
        return rows.key();
    }

    byte[] value() {
        return rows.value();
    }

    @Override
    public void close() {
        rows.close();
        release.run();
    }
}
