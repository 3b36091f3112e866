package io.liuhen.server.http.upload;

import io.liuhen.server.http.DeclaredDigests;
import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.Concatenation;
import io.liuhen.server.ingest.NewUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request that sends a file says of it: {@code Upload-Metadata} first, and what they leave out from the address,
 * {@code Content-Disposition}, {@code Content-Type} and {@code Repr-Digest}. Pure.
 */
final class FileWords {
    static final String SHA256 = "sha256";

    /** What curl says of every body that it was not told of: no word of the device. */
    private static final String CURLS_OWN = "application/x-www-form-urlencoded";

    private FileWords() {}

    /** Either what it says, or what is wrong with it. */
    sealed interface Said {
        /**
         * What it says.
         *
         * @param content compares what is said of the file while it comes
         */
        record Ok(Map<String, String> words, String header, ChunkCheck content) implements Said {
            NewUpload upload(OptionalLong length, NewUpload.Protocol protocol) {
                return new NewUpload(words, header, length, protocol);
            }
        }

        record Wrong(Problem problem) implements Said {}
    }

    /** What a request in tus says: its metadata, which may have been misread, and the digest of the whole file. */
    static Said inMetadata(
            HttpServerRequest request, UploadMetadata.Parsed metadata, String header, Concatenation concatenation) {
        if (metadata instanceof UploadMetadata.Parsed.Wrong wrong) {
            return new Said.Wrong(wrong.problem());
        }
        if (concatenation.isPartial() && FileHeaders.has(request, DeclaredDigests.REPRESENTATION)) {
            return new Said.Wrong(Problem.badRequest(
                    "digest-field",
                    "a part is no file: send Repr-Digest with the one that is joined from it, and Content-Digest of"
                            + " what each request brings"));
        }
        return withDigest(request, ((UploadMetadata.Parsed.Ok) metadata).values(), header, false);
    }

    /**
     * The same with the digest that a request declares of the whole file.
     *
     * @param whole whether the file comes with this request or not at all
     */
    private static Said withDigest(HttpServerRequest request, Map<String, String> words, String header, boolean whole) {
        ReprDigest.Parsed parsed = ReprDigest.of(request, whole);
        if (parsed instanceof ReprDigest.Parsed.Wrong wrong) {
            return new Said.Wrong(wrong.problem());
        }
        ReprDigest digest = ((ReprDigest.Parsed.Ok) parsed).digest();
        Map<String, String> all = new LinkedHashMap<>(words);
        return digest.joins(all).<Said>map(Said.Wrong::new).orElseGet(() -> new Said.Ok(all, header, digest.content()));
    }

    /**
     * What a request says.
     *
     * @param name of the file, where the address has told it
     * @param whole whether the file comes with this request or not at all
     */
    static Said of(HttpServerRequest request, Optional<String> name, boolean whole) {
        String header = FileHeaders.list(request, FileHeaders.UPLOAD_METADATA);
        UploadMetadata.Parsed metadata = UploadMetadata.parse(header);
        if (metadata instanceof UploadMetadata.Parsed.Wrong wrong) {
            return new Said.Wrong(wrong.problem());
        }
        Map<String, String> words = new LinkedHashMap<>(((UploadMetadata.Parsed.Ok) metadata).values());
        name.or(() -> ContentDisposition.fileName(FileHeaders.text(request, "Content-Disposition")))
                .ifPresent(text -> words.putIfAbsent("filename", text));
        String type = FileHeaders.text(request, "Content-Type");
        if (!type.isEmpty() && !type.equals(CURLS_OWN) && !FileHeaders.hasType(request, RufhRequest.PARTIAL_UPLOAD)) {
            words.putIfAbsent("filetype", type);
        }
        return withDigest(request, words, header, whole);
    }
}
