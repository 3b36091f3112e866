package io.liuhen.server.access.signature;

/** What is known of who sent a request, from its signature alone. */
public sealed interface SignatureCheck {
    /** It carries no signature. */
    record Unsigned() implements SignatureCheck {}

    /**
     * Who has this key sent this request, and nobody has changed what is covered.
     *
     * @param keyId the key that signed it
     * @param createdAtSeconds when it was signed by the signer's clock, in seconds since 1970; -1 where it does not say.
     *     A claim to be recorded, never judged
     */
    record Verified(String keyId, long createdAtSeconds) implements SignatureCheck {}

    /**
     * It is signed, and must not be believed.
     *
     * @param detail what is wrong and what to do, for whoever builds the device
     * @param retry whether the same request, signed again with a nonce that is fresh, may succeed
     * @param keyId the key that it names, whoever has made it; empty where it names none
     */
    record Refused(String detail, boolean retry, String keyId) implements SignatureCheck {}
}
