package io.liuhen.server.http.upload;

import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.NewUpload;
import io.liuhen.storage.format.Sha256;
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
    private static final String SHA256 = "sha256";

    /** What curl says of every body that it was not told of: no word of the device. */
    private static final String CURLS_OWN = "application/x-www-form-urlencoded";

    private FileWords() {}

    /** Either what it says, or what is wrong with it. */
    sealed interface Said {
        record Ok(Map<String, String> words, String header) implements Said {
            NewUpload upload(OptionalLong length, NewUpload.Protocol protocol) {
                return new NewUpload(words, header, length, protocol);
            }
        }

        record Wrong(Problem problem) implements Said {}
    }

    private static Said withDigest(HttpServerRequest request, Map<String, String> words, String header) {
        DeclaredDigests.Parsed parsed = DeclaredDigests.parse(
                DeclaredDigests.REPRESENTATION, request.headers().getAll(DeclaredDigests.REPRESENTATION));
        if (parsed instanceof DeclaredDigests.Parsed.Wrong wrong) {
            return new Said.Wrong(wrong.problem());
        }
        Optional<Sha256> whole = ((DeclaredDigests.Parsed.Ok) parsed).digests().sha256();
        if (whole.isPresent() && words.containsKey(SHA256)) {
            Optional<Sha256> other = Sha256.parse(words.getOrDefault(SHA256, "").strip());
            if (!other.equals(whole)) {
                return new Said.Wrong(Problem.badRequest(
                        "digest-field", "Repr-Digest and the sha256 in Upload-Metadata are not the same digest"));
            }
        }
        whole.ifPresent(digest -> words.putIfAbsent(SHA256, digest.toString()));
        return new Said.Ok(words, header);
    }

    /** What a request says; its address may have told the file's name. */
    static Said of(HttpServerRequest request, Optional<String> name) {
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
        return withDigest(request, words, header);
    }
}
