package io.liuhen.server.keys;

import io.liuhen.storage.format.Sha256;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/**
 * The key that this server signs with, and what says whose it is. Immutable.
 *
 * @param chain its certificate first, then those that vouch for it; never empty
 */
public record SigningKey(PrivateKey secret, List<X509Certificate> chain) {
    /** Copies the list. */
    public SigningKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a signing key has a certificate");
        }
    }

    /** The certificate of the key itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Names the key for ever: the SHA-256 of its public key, as X.509 writes it (SubjectPublicKeyInfo). */
    public String id() {
        return Sha256.digestOf(certificate().getPublicKey().getEncoded()).toString();
    }

    /** The chain as text (RFC 7468), the key's own certificate first. */
    public String pem() {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException("a certificate that was read cannot be written", e);
            }
        }
        return text.toString();
    }

    /** Not the secret: it must not slip into a log. */
    @Override
    public String toString() {
        return "signing key " + id();
    }
}
