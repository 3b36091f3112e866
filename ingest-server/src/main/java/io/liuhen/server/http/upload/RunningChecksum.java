package io.liuhen.server.http.upload;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A digest over the bytes of a chunk, while they pass. Confined to one thread at a time. */
final class RunningChecksum {
    private final ChecksumAlgorithm algorithm;
    private final Optional<MessageDigest> digest;
    private final CRC32C crc = new CRC32C();

    RunningChecksum(ChecksumAlgorithm algorithm) {
        this.algorithm = algorithm;
        this.digest = algorithm == ChecksumAlgorithm.CRC32C ? Optional.empty() : Optional.of(messageDigest(algorithm));
    }

    private static MessageDigest messageDigest(ChecksumAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm.javaName(), e);
        }
    }

    ChecksumAlgorithm algorithm() {
        return algorithm;
    }

    void update(ByteBuf piece) {
        ByteBuffer bytes = piece.nioBuffer();
        if (digest.isPresent()) {
            digest.get().update(bytes);
        } else {
            crc.update(bytes);
        }
    }

    /** Of everything that has passed; there is no more to come. */
    byte[] digest() {
        return digest.map(MessageDigest::digest)
                .orElseGet(() -> ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) crc.getValue())
                        .array());
    }
}
