package io.liuhen.server.wiring;

import io.liuhen.server.config.TlsConfig;
import io.liuhen.storage.format.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Certificate, key and authorities as their files hold them, found to fit together. Immutable.
 *
 * @param fingerprint of all files' bytes
 * @param notBefore when the certificate begins
 * @param notAfter when the certificate ends
 */
record TlsMaterial(
        Sha256 fingerprint,
        Buffer certificates,
        Buffer key,
        Optional<Buffer> clientAuthorities,
        Instant notBefore,
        Instant notAfter) {
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    /** With forward secrecy and authenticated encryption; AES first, for the processor does it. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * Reads the files. Blocks.
     *
     * @throws IllegalArgumentException with a sentence for the operator, where one cannot be read or they do not fit
     */
    static TlsMaterial read(TlsConfig config) {
        byte[] certificate = bytes("http.tls.certificate", config.certificate());
        byte[] key = bytes("http.tls.key", config.key());
        Optional<byte[]> authorities =
                config.clientAuthorities().map(file -> bytes("http.tls.clientAuthorities", file));
        List<X509Certificate> chain = certificates("http.tls.certificate", certificate);
        authorities.ifPresent(bytes -> certificates("http.tls.clientAuthorities", bytes));
        PrivateKey privateKey = privateKey(key);
        if (!fit(privateKey, chain.get(0).getPublicKey())) {
            throw new IllegalArgumentException("http.tls.key is not the key of http.tls.certificate");
        }
        return new TlsMaterial(
                fingerprint(certificate, key, authorities.orElse(new byte[0])),
                Buffer.buffer(certificate),
                Buffer.buffer(pem(privateKey)),
                authorities.map(Buffer::buffer),
                chain.get(0).getNotBefore().toInstant(),
                chain.get(0).getNotAfter().toInstant());
    }

    private static byte[] bytes(String name, Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> certificates(String name, byte[] pem) {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map((Certificate certificate) -> (X509Certificate) certificate)
                            .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(name + ": there is no certificate in PEM in it");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(name + ": not certificates in PEM: " + e.getMessage(), e);
        }
    }

    /** In any of the forms that OpenSSL writes. */
    private static PrivateKey privateKey(byte[] pem) {
        // The JDK calls it EC.
        JcaPEMKeyConverter converter =
                new JcaPEMKeyConverter().setAlgorithmMapping(X9ObjectIdentifiers.id_ecPublicKey, "EC");
        try (PEMParser parser = new PEMParser(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                } else if (found instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("http.tls.key: not a private key in PEM: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("http.tls.key: there is no private key in PEM, without a password, in it");
    }

    /** Whether what the key signs is what the certificate vouches for. */
    private static boolean fit(PrivateKey key, PublicKey of) {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] probe = new byte[32];
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(of);
            verifying.update(probe);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String pem(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static Sha256 fingerprint(byte[]... files) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] file : files) {
            all.writeBytes(Sha256.digestOf(file).toString().getBytes(StandardCharsets.US_ASCII));
        }
        return Sha256.digestOf(all.toByteArray());
    }

    /** Why clients refuse the certificate now; empty while it is valid. */
    Optional<String> invalidAt(Instant now) {
        if (now.isBefore(notBefore)) {
            return Optional.of("http.tls.certificate begins only at " + notBefore + ", and it is " + now);
        }
        return now.isAfter(notAfter)
                ? Optional.of("http.tls.certificate has ended at " + notAfter + ", and it is " + now)
                : Optional.empty();
    }

    /** For a server. A client that has a certificate may show it; one that it shows must be good. */
    ServerSSLOptions options() {
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(
                        new PemKeyCertOptions().addCertValue(certificates).addKeyValue(key))
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setUseAlpn(true)
                .setApplicationLayerProtocols(List.of("h2", "http/1.1"));
        CIPHERS.forEach(options::addEnabledCipherSuite);
        clientAuthorities.ifPresent(
                authorities -> options.setTrustOptions(new PemTrustOptions().addCertValue(authorities))
                        .setClientAuth(ClientAuth.REQUEST));
        return options;
    }
}
