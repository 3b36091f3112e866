package io.liuhen.server.http.upload;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request says in the fields of resumable uploads (draft-ietf-httpbis-resumable-upload), in whichever version.
 *
 * @param complete whether its content is the last; empty where it does not say
 * @param offset where its content belongs
 * @param length of the whole file, in {@code Upload-Length}
 */
record RufhRequest(RufhVersion version, Optional<Boolean> complete, OptionalLong offset, OptionalLong length) {
    static final String PARTIAL_UPLOAD = "application/partial-upload";

    static RufhRequest of(HttpServerRequest request) {
        OptionalLong number = StructuredFields.number(request, RufhVersion.HEADER);
        RufhVersion version = number.isPresent() ? RufhVersion.of(number.getAsLong()) : RufhVersion.newest();
        boolean inverted =
                FileHeaders.has(request, RufhVersion.INCOMPLETE) && !FileHeaders.has(request, RufhVersion.COMPLETE);
        if (inverted && !version.inverted()) {
            version = RufhVersion.oldest(false);
        }
        Optional<Boolean> complete = version.inverted()
                ? StructuredFields.bool(request, RufhVersion.INCOMPLETE).map(incomplete -> !incomplete)
                : StructuredFields.bool(request, RufhVersion.COMPLETE);
        return new RufhRequest(
                version,
                complete,
                StructuredFields.number(request, FileHeaders.UPLOAD_OFFSET),
                StructuredFields.number(request, FileHeaders.UPLOAD_LENGTH));
    }

    /** Whether a request is of this protocol and not of tus, whatever it asks for. */
    static boolean meant(HttpServerRequest request) {
        return !FileHeaders.has(request, FileHeaders.TUS_RESUMABLE)
                && (FileHeaders.has(request, RufhVersion.COMPLETE)
                        || FileHeaders.has(request, RufhVersion.INCOMPLETE)
                        || FileHeaders.has(request, RufhVersion.HEADER)
                        || FileHeaders.hasType(request, PARTIAL_UPLOAD));
    }

    /** Whether a request that sends a file wants to be able to go on with it: it says whether it sends the last byte. */
    static boolean creates(HttpServerRequest request) {
        return meant(request) && of(request).complete().isPresent();
    }

    /** Whether it sends the last byte. */
    boolean last() {
        return complete.orElse(false);
    }

    /**
     * The length of the whole file that it tells, in one way or the other.
     *
     * @param offset where its content begins
     * @param content how long its content is, where that is known before it has come
     */
    OptionalLong told(long offset, OptionalLong content) {
        return length.isPresent() || !last() || content.isEmpty()
                ? length
                : OptionalLong.of(offset + content.getAsLong());
    }

    /**
     * Whether its length, its offset and its content cannot all be true.
     *
     * @param known the length that was told earlier
     */
    boolean contradicts(OptionalLong known, long offset, OptionalLong content) {
        OptionalLong told = told(offset, content);
        if (told.isEmpty()) {
            return false;
        }
        boolean otherThanBefore = known.isPresent() && known.getAsLong() != told.getAsLong();
        boolean otherThanContent = last() && content.isPresent() && offset + content.getAsLong() != told.getAsLong();
        return otherThanBefore || otherThanContent || told.getAsLong() < offset;
    }
}
