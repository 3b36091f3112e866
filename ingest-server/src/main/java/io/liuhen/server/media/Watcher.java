package io.liuhen.server.media;

/** Who waits for a job: hears how far it has come, and is asked whether it is still wanted. Thread-safe. */
@FunctionalInterface
public interface Watcher {
    /** So many microseconds of the recording are done. On the thread that talks with the worker. */
    void reached(long micros);

    /** This was seen in the recording. Of several attempts at a copy each tells, and the last one counts. */
    default void seen(Seen seen) {}

    /** Whether to go on; asked many times a second. Once it is not, the worker is killed: {@link LossCause#UNWANTED}. */
    default boolean isWanted() {
        return true;
    }
}
