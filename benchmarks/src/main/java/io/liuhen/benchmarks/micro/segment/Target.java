package io.liuhen.benchmarks.micro.segment;

/** Somewhere chunks can be sent to. Confined to one thread. */
public interface Target extends AutoCloseable {
    /** Begins a new, empty file. */
    void begin();

    /** Takes a chunk onto the end of the file; durable and digested on return. */
    void chunk(int chunkBytes);

    /** Ends the file and destroys it. Does nothing if none was begun. */
    void end();

    @Override
    void close();
}
