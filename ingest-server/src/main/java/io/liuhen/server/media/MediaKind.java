package io.liuhen.server.media;

/** What a file is to a person: decided by its content, never by its name. */
public enum MediaKind {
    /** Moving pictures, with or without sound. */
    VIDEO,
    /** Sound only; a cover picture does not make it a video. */
    AUDIO,
    /** One still picture. */
    PHOTO
}
