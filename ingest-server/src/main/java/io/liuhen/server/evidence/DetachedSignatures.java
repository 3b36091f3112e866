package io.liuhen.server.evidence;

import io.liuhen.server.keys.SigningKey;
import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Signs bytes with the server's key: detached CMS, RFC 5652, with signing-certificate-v2 (RFC 5035), which makes it
 * CAdES-BES. The key's certificates are in it. Thread-safe.
 */
public final class DetachedSignatures {
    private final Supplier<SigningKey> keys;
    private final InstantSource clock;

    /** @param keys asked each time; may block */
    public DetachedSignatures(Supplier<SigningKey> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Names the key that signs. */
    public String keyId() {
        return keys.get().id();
    }

    /** The signature over some bytes, in DER. */
    public byte[] sign(byte[] content) {
        SigningKey key = keys.get();
        try {
            JcaSignerInfoGeneratorBuilder signer =
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
            signer.setSignedAttributeGenerator(
                    new DefaultSignedAttributeTableGenerator(attributes(key, clock.instant())));
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            generator.addSignerInfoGenerator(
                    signer.build(new JcaContentSignerBuilder(algorithm(key)).build(key.secret()), key.certificate()));
            generator.addCertificates(new JcaCertStore(key.chain()));
            return generator
                    .generate(new CMSProcessableByteArray(content), false)
                    .getEncoded("DER");
        } catch (CMSException | OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException("the server's key cannot sign: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String algorithm(SigningKey key) {
        return key.secret().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    }

    /** To which the library adds content type and digest, and no time of its own. */
    private static AttributeTable attributes(SigningKey key, Instant at) throws CertificateEncodingException {
        ASN1EncodableVector vector = new ASN1EncodableVector();
        vector.add(attribute(CMSAttributes.signingTime, new Time(Date.from(at))));
        byte[] certificate = Sha256.digestOf(key.certificate().getEncoded()).bytes();
        vector.add(attribute(
                PKCSObjectIdentifiers.id_aa_signingCertificateV2,
                new SigningCertificateV2(new ESSCertIDv2(certificate))));
        return new AttributeTable(vector);
    }

    private static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }
}
