package io.liuhen.benchmarks.faults;

/**
 * An upload as its client knows it.
 *
 * @param number of its content
 * @param id of the upload, and of the segment that it becomes
 * @param length in bytes
 * @param acknowledged bytes that the server said are durable; {@code length} only once it is sealed
 */
record Upload(int number, String id, int length, long acknowledged) {
    String path() {
        return "/files/" + id;
    }

    String segment() {
        return "/segments/" + id;
    }

    boolean sealed() {
        return acknowledged == length;
    }
}
