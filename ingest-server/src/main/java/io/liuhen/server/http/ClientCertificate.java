package io.liuhen.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * The certificate that a client has shown when it connected, issued by one of the configured authorities: a connection
 * with any other is not made.
 *
 * @param chain its own, then those that lead to the authority; one or more
 */
public record ClientCertificate(List<X509Certificate> chain) {
    /** The client's own. */
    public X509Certificate own() {
        return chain.get(0);
    }

    /** Whom it names (RFC 2253), such as {@code CN=ZFY-0042,O=…}. */
    public String subject() {
        return own().getSubjectX500Principal().getName();
    }

    /** Who sent this request, where that was shown; empty for a client without a certificate, and without TLS. */
    public static Optional<ClientCertificate> of(HttpServerRequest request) {
        if (!request.connection().isSsl()) {
            return Optional.empty();
        }
        try {
            List<X509Certificate> chain = request.connection().peerCertificates().stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
            return chain.isEmpty() ? Optional.empty() : Optional.of(new ClientCertificate(chain));
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }
}
