package io.liuhen.server.http;

import io.liuhen.storage.format.Sha256;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/** What a client says of a body that fits into memory (RFC 9530). Pure. */
final class ContentDigest {
    private ContentDigest() {}

    /** Whether a body is not what its request says of it by SHA-256; nothing said contradicts nothing. */
    static boolean contradicts(HttpServerRequest request, byte[] body) {
        List<String> fields = request.headers().getAll("Content-Digest");
        if (fields.isEmpty()) {
            return false;
        }
        try {
            Object said = new Parser(fields).parseDictionary().get().get("sha-256");
            if (!(said instanceof ByteSequenceItem digest)) {
                return said != null;
            }
            byte[] octets = new byte[digest.get().remaining()];
            digest.get().duplicate().get(octets);
            return !Arrays.equals(octets, Sha256.newDigest().digest(body));
        } catch (ParseException e) {
            return true;
        }
    }
}
