package io.liuhen.storage.check;

import io.liuhen.storage.disk.StorageException;

/** Goes on with the next thing where one cannot be read, and says so. */
final class Reading {
    private final CheckListener listener;

    Reading(CheckListener listener) {
        this.listener = listener;
    }

    /** Does one part of a check. */
    void tries(String path, Runnable part) {
        try {
            part.run();
        } catch (StorageException e) {
            listener.unable(path, String.valueOf(e.getMessage()));
        } catch (MalformedException e) {
            // Only rows of the index are read without looking at each: the files have their own findings.
            listener.finding(new Finding(Finding.Sort.DAMAGED, Index.PATH, "a row " + e.getMessage()));
        }
    }
}
