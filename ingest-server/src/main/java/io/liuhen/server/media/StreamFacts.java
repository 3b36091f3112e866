package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import org.jspecify.annotations.Nullable;

/**
 * What a container says about one of its streams. Numbers are 0 and texts empty where it says nothing.
 *
 * @param index position in the container, from 0
 * @param codec FFmpeg's name of the coding: {@code h264}, {@code amr_nb}
 * @param profile of the coding: {@code High}
 * @param level of the coding, as it counts it itself: 31 is 3.1 in H.264
 * @param startMicros first instant on the container's clock; may be negative
 * @param language as given, usually three letters
 * @param encoder what wrote the stream, as it says itself
 * @param handler name of the track's handler, which tells makers apart
 * @param picture for {@link StreamKind#VIDEO} and {@link StreamKind#COVER} only
 * @param sound for {@link StreamKind#AUDIO} only
 * @param details what else is known; nothing in facts that an earlier version has written
 */
public record StreamFacts(
        int index,
        StreamKind kind,
        String codec,
        String profile,
        int level,
        long bitsPerSecond,
        long startMicros,
        long durationMicros,
        String language,
        String encoder,
        String handler,
        @Nullable PictureFacts picture,
        @Nullable SoundFacts sound,
        StreamDetails details) {

    static final int MAX_NAME_CHARS = 64;
    static final int MAX_TEXT_CHARS = 256;

    public StreamFacts {
        requireNonNull(kind, "kind is null");
        if (index < 0 || level < 0 || bitsPerSecond < 0 || durationMicros < 0) {
            throw new IllegalArgumentException("negative value in stream " + index);
        }
        boolean hasPicture = kind == StreamKind.VIDEO || kind == StreamKind.COVER;
        if (hasPicture != (picture != null) || (kind == StreamKind.AUDIO) != (sound != null)) {
            throw new IllegalArgumentException(
                    "stream " + index + " is " + kind + " without its facts, or with others");
        }
        details = requireNonNullElse(details, StreamDetails.NONE);
        codec = PlainText.clean(codec, MAX_NAME_CHARS);
        profile = PlainText.clean(profile, MAX_NAME_CHARS);
        language = PlainText.clean(language, MAX_NAME_CHARS);
        encoder = PlainText.clean(encoder, MAX_TEXT_CHARS);
        handler = PlainText.clean(handler, MAX_TEXT_CHARS);
    }
}
