package io.liuhen.server.media;

/** What one stream of a container carries. */
public enum StreamKind {
    /** Pictures. */
    VIDEO,
    /** Sound. */
    AUDIO,
    /** Text shown with the picture. */
    SUBTITLE,
    /** A cover picture beside the sound. */
    COVER,
    /** Anything else: positions, sensor values, time codes. */
    DATA
}
