package io.liuhen.server.http.door;

import io.liuhen.storage.format.Sha256;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What a client proves by TLS, where the listener asks for that. */
final class PeerCertificate {
    private PeerCertificate() {}

    /** The SHA-256 of the client's certificate, in lower-case hexadecimal digits. */
    static Optional<String> fingerprint(HttpServerRequest request) {
        if (!request.isSSL()) {
            return Optional.empty();
        }
        try {
            List<Certificate> chain = request.connection().peerCertificates();
            return chain == null || chain.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Sha256.digestOf(chain.get(0).getEncoded()).toString());
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return Optional.empty();
        }
    }
}
