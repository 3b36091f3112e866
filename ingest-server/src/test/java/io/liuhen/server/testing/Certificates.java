package io.liuhen.server.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test, and what it issues; in files, as operators keep them. */
public final class Certificates {
    private final KeyPair keys = keys();
    private final X500Principal name;
    private final X509Certificate certificate;
    private int issued;

    /** An authority of its own. */
    public Certificates(String name) {
        this.name = new X500Principal("CN=" + name);
        this.certificate = sign(this.name, keys, true);
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate sign(X500Principal subject, KeyPair of, boolean authority) {
        issued++;
        return sign(subject, of, authority, Instant.now().plus(Duration.ofDays(1)));
    }

    private X509Certificate sign(X500Principal subject, KeyPair of, boolean authority, Instant end) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(issued),
                    Date.from(end.minus(Duration.ofHours(25))),
                    Date.from(end),
                    subject,
                    of.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** Issues a certificate into one file, and its key into another. */
    public void issue(String subject, Path certificateFile, Path keyFile) {
        KeyPair fresh = keys();
        write(certificateFile, sign(new X500Principal("CN=" + subject), fresh, false));
        write(keyFile, fresh.getPrivate());
    }

    /** The same of one that has ended yesterday. */
    public void issueEnded(String subject, Path certificateFile, Path keyFile) {
        KeyPair fresh = keys();
        write(
                certificateFile,
                sign(
                        new X500Principal("CN=" + subject),
                        fresh,
                        false,
                        Instant.now().minus(Duration.ofDays(1))));
        write(keyFile, fresh.getPrivate());
    }

    /** Its own certificate, in a file. */
    public Path authority(Path file) {
        return write(file, certificate);
    }

    private static Path write(Path file, X509Certificate certificate) {
        return pem(file, certificate);
    }

    private static Path write(Path file, PrivateKey key) {
        try {
            return pem(file, new JcaPKCS8Generator(key, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path pem(Path file, Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return Files.writeString(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
