package io.liuhen.server.http.upload;

import io.liuhen.server.http.Problem;
import io.liuhen.server.ingest.NewUpload;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request that sends a file says of it: {@code Upload-Metadata} first, and what they leave out from the address,
 * {@code Content-Disposition} and {@code Content-Type}. Pure.
 */
final class FileWords {
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
        if (!type.isEmpty() && !FileHeaders.hasType(request, RufhRequest.PARTIAL_UPLOAD)) {
            words.putIfAbsent("filetype", type);
        }
        return new Said.Ok(words, header);
    }
}
