package io.liuhen.server.keys;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing key in files: {@code signing.p12} (PKCS #12) and its password in {@code signing.password}. Where they are
 * missing a key is made when something is to be signed, with a certificate that nobody but itself vouches for: good for a
 * trial, and for whoever notes its digest on paper. An agency puts its own there. Thread-safe; blocks on the disk.
 */
public final class SigningKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeyFile.class);
    private static final String FORM = "PKCS12";
    private static final String ALIAS = "signing";
    private static final String CURVE = "secp256r1";
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final Period VALID = Period.ofYears(10);
    private static final int PASSWORD_BYTES = 24;
    private static final int SERIAL_BITS = 128;

    private final OwnerOnlyFile store;
    private final OwnerOnlyFile password;
    private final String unitName;
    private final InstantSource clock;
    private final RandomGenerator random;
    private Optional<SigningKey> known = Optional.empty();

    /**
     * Nothing is read yet.
     *
     * @param unitName who signs, for the certificate of a key that is made here
     * @param random a secure source
     */
    public SigningKeyFile(
            Path folder, String unitName, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        this.store = new OwnerOnlyFile(folder, Path.of("signing.p12"), nanoTime);
        this.password = new OwnerOnlyFile(folder, Path.of("signing.password"), nanoTime);
        this.unitName = unitName;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The key; made, durably, where there is none.
     *
     * @throws IllegalStateException with a sentence for the operator, where the files hold no usable key
     */
    public synchronized SigningKey open() {
        if (known.isEmpty()) {
            known = Optional.of(opened(store.read()));
        }
        return known.get();
    }

    /**
     * Reads the key where there is one, so that one which cannot sign is found at the start and not at the first receipt.
     *
     * @throws IllegalStateException as {@link #open}
     */
    public synchronized void check() {
        Optional<byte[]> found = store.read();
        if (found.isPresent()) {
            known = Optional.of(opened(found));
        }
    }

    private SigningKey opened(Optional<byte[]> found) {
        try {
            return found.isPresent() ? read(found.get()) : make();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(path() + " holds no key that can sign: " + e.getMessage(), e);
        }
    }

    private Path path() {
        return store.folder().resolve(store.name());
    }

    private SigningKey read(byte[] content) throws GeneralSecurityException, IOException {
        char[] secret = password.read()
                .map(text -> new String(text, StandardCharsets.UTF_8).strip().toCharArray())
                .orElseThrow(() -> new IllegalStateException("the password of " + path() + " is missing: write it into "
                        + password.folder().resolve(password.name())));
        KeyStore keys = KeyStore.getInstance(FORM);
        keys.load(new ByteArrayInputStream(content), secret);
        List<String> aliases =
                Stream.of(ALIAS).filter(name -> isKey(keys, name)).toList();
        if (aliases.isEmpty()) {
            aliases = java.util.Collections.list(keys.aliases()).stream()
                    .filter(name -> isKey(keys, name))
                    .toList();
        }
        if (aliases.size() != 1) {
            throw new IllegalStateException(
                    path() + " holds " + aliases.size() + " keys; it must hold one, or one named \"" + ALIAS + "\"");
        }
        String alias = aliases.get(0);
        if (!(keys.getKey(alias, secret) instanceof PrivateKey key)) {
            throw new IllegalStateException(path() + " holds no private key");
        }
        List<X509Certificate> chain = Stream.of(keys.getCertificateChain(alias))
                .map(X509Certificate.class::cast)
                .toList();
        return checked(new SigningKey(key, chain));
    }

    private SigningKey checked(SigningKey key) {
        String algorithm = key.secret().getAlgorithm();
        if (!algorithm.equals("EC") && !algorithm.equals("RSA")) {
            throw new IllegalStateException(path() + " holds a key of " + algorithm + "; it must be of EC or RSA");
        }
        Instant end = key.certificate().getNotAfter().toInstant();
        if (end.isBefore(clock.instant())) {
            // What it signs can still be checked, but a court will ask.
            LOG.warn("the certificate of {} has ended on {}; have it renewed", key, end);
        }
        return key;
    }

    private static boolean isKey(KeyStore keys, String alias) {
        try {
            return keys.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key store that was loaded cannot be asked", e);
        }
    }

    private SigningKey make() throws GeneralSecurityException, IOException, OperatorCreationException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(CURVE));
        KeyPair pair = generator.generateKeyPair();
        SigningKey key = new SigningKey(pair.getPrivate(), List.of(certificate(pair)));
        byte[] chance = new byte[PASSWORD_BYTES];
        random.nextBytes(chance);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
        KeyStore keys = KeyStore.getInstance(FORM);
        keys.load(null, null);
        keys.setKeyEntry(ALIAS, key.secret(), secret.toCharArray(), key.chain().toArray(Certificate[]::new));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        keys.store(bytes, secret.toCharArray());
        // The password first: a key without one would be no key at the next start.
        password.write((secret + "\n").getBytes(StandardCharsets.US_ASCII));
        store.write(bytes.toByteArray());
        LOG.warn(
                "made {} in {}; nobody vouches for it yet: note its id on paper, or put a key with a certificate there",
                key,
                store.folder());
        return key;
    }

    private X509Certificate certificate(KeyPair pair)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        Instant now = clock.instant();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, unitName)
                .addRDN(BCStyle.CN, "Liuhen signing key")
                .build();
        byte[] serial = new byte[SERIAL_BITS / Byte.SIZE];
        random.nextBytes(serial);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(1, serial).setBit(0),
                Date.from(now),
                Date.from(now.atOffset(ZoneOffset.UTC).plus(VALID).toInstant()),
                name,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate())));
    }
}
