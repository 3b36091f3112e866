package io.liuhen.storage.rocks;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DocumentKey;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.Term;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * The keys of all families. Numbers are big-endian and times have their sign flipped, so that bytes sort as values do;
 * texts end with a zero byte, which no text contains.
 */
final class Keys {
    private static final byte ZERO = 0;

    private Keys() {}

    static byte[] block(SegmentId id, int firstBlock) {
        return ByteBuffer.allocate(SegmentId.BYTES + Integer.BYTES)
                .put(id.bytes())
                .putInt(firstBlock)
                .array();
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] texts(String... parts) {
        ByteBuffer key =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(Keys::room).sum());
        for (String part : parts) {
            key.put(part.getBytes(StandardCharsets.UTF_8)).put(ZERO);
        }
        return key.array();
    }

    private static int room(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length + 1;
    }

    static byte[] document(DocumentKey key, int version) {
        return then(
                texts(key.kind(), key.id()),
                ByteBuffer.allocate(4).putInt(version).array());
    }

    static byte[] head(DocumentKey key) {
        return texts(key.kind(), key.id());
    }

    /** The document that {@link #head} names so. */
    static DocumentKey documentKey(byte[] head) {
        int middle = kindLength(head);
        return new DocumentKey(
                kind(head), new String(head, middle + 1, head.length - middle - 2, StandardCharsets.UTF_8));
    }

    static byte[] termPrefix(String kind, Term term) {
        return texts(kind, term.name(), term.value());
    }

    static byte[] term(String kind, Term term, Instant sortAt, String id) {
        return then(termPrefix(kind, term), time(sortAt), id.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] job(JobKey key) {
        return then(texts(key.kind()), key.subject().bytes());
    }

    static byte[] due(JobRow job) {
        return due(job.key().kind(), job.priority(), job.runAt(), job.key().subject());
    }

    static byte[] due(String kind, int priority, Instant runAt, SegmentId subject) {
        return then(duePrefix(kind, priority), time(runAt), subject.bytes());
    }

    static byte[] duePrefix(String kind, int priority) {
        return then(texts(kind), new byte[] {(byte) priority});
    }

    /** How long {@link #duePrefix} is in this key. */
    static int duePrefixLength(byte[] due) {
        return kindLength(due) + 2;
    }

    /** Right after the last key of {@link #due} of this kind and priority that is due by then. */
    static byte[] dueAfter(String kind, int priority, Instant now) {
        return afterAll(then(duePrefix(kind, priority), time(now)));
    }

    /** Right after the last key that begins so and goes on with an id. */
    static byte[] afterAll(byte[] prefix) {
        byte[] ids = new byte[SegmentId.BYTES + 1];
        Arrays.fill(ids, (byte) 0xff);
        return then(prefix, ids);
    }

    /** The kind with which a key begins. */
    static String kind(byte[] key) {
        return new String(key, 0, kindLength(key), StandardCharsets.UTF_8);
    }

    private static int kindLength(byte[] key) {
        int end = 0;
        while (key[end] != ZERO) {
            end++;
        }
        return end;
    }

    static byte[] lookDue(Instant since, SegmentId id) {
        return then(time(since), id.bytes());
    }

    static byte[] entrySubject(String subject, long number) {
        return then(texts(subject), number(number));
    }

    static byte[] time(Instant at) {
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
        return number(micros ^ Long.MIN_VALUE);
    }

    static Instant readTime(ByteBuffer key) {
        long micros = key.getLong() ^ Long.MIN_VALUE;
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    static byte[] then(byte[]... parts) {
        ByteBuffer key = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            key.put(part);
        }
        return key.array();
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
