package io.liuhen.server.media;

import java.util.Optional;

/** Why a file gets no answer, for ever. The codes are stable: they are stored, counted and shown to clients. */
public enum Reason {
    /** There are no bytes. */
    EMPTY("empty"),
    /** Nothing at its beginning is known as a media format. */
    NOT_MEDIA("not_media"),
    /** Known, but not what a recorder makes: playlists, scripts, vector graphics, disc images. */
    FORMAT_NOT_ALLOWED("format_not_allowed"),
    /** The container was understood, but holds neither picture nor sound that could be decoded. */
    NO_STREAMS("no_streams"),
    /** Picture or sound are there, in a coding that is not decoded here. */
    CODEC_NOT_ALLOWED("codec_not_allowed"),
    /** A picture is larger than the configured number of pixels. */
    TOO_MANY_PIXELS("too_many_pixels"),
    /** Decoding would take more memory than a job may have. */
    TOO_MUCH_MEMORY("too_much_memory"),
    /** The container is broken, or nothing in it could be decoded. */
    DAMAGED("damaged"),
    /** There is no such derived file for this kind of media, as a proxy of a photo. */
    NOT_APPLICABLE("not_applicable"),
    /** The derived file would be larger than the configured limit. */
    OUTPUT_TOO_LARGE("output_too_large");

    private final String code;

    Reason(String code) {
        this.code = code;
    }

    /** Lower-case, stable, without spaces. */
    public String code() {
        return code;
    }

    static Optional<Reason> ofCode(String code) {
        for (Reason reason : values()) {
            if (reason.code.equals(code)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
