package io.liuhen.storage.rocks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import io.liuhen.storage.format.BlockChecksums;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Decoder;
import io.liuhen.storage.format.Encoder;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.format.Sha256;
import io.liuhen.storage.index.DocumentCodec;
import io.liuhen.storage.index.EntryIndex.Place;
import io.liuhen.storage.index.EntryIndex.Tree;
import io.liuhen.storage.index.Generations;
import io.liuhen.storage.index.JobKey;
import io.liuhen.storage.index.JobRow;
import io.liuhen.storage.index.LedgerEntry;
import io.liuhen.storage.index.RestIndex.Rest;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.UploadRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The values of the families. Every one begins with the version of its form; the newest is 1 for all. */
final class Rows {
    private static final int V1 = 1;
    private static final long UNKNOWN_LENGTH = -1;

    private Rows() {}

    /** The part of an upload that changes with each chunk. */
    record Offset(
            UploadRow.Phase phase, long epoch, long offsetBytes, Instant lastCommitAt, BlockChecksums shortBlock) {}

    static byte[] upload(UploadRow upload) {
        return new Encoder(V1)
                .i64(upload.declaredLengthBytes().orElse(UNKNOWN_LENGTH))
                .text(upload.fileName())
                .instant(upload.createdAt())
                .bytes(CanonicalJson.write(upload.attributes()))
                .toBytes();
    }

    static byte[] offset(Offset offset) {
        return new Encoder(V1)
                .u8(offset.phase().code())
                .i64(offset.epoch())
                .i64(offset.offsetBytes())
                .instant(offset.lastCommitAt())
                .bytes(offset.shortBlock().bytes())
                .toBytes();
    }

    static Offset offset(byte[] value) {
        Decoder in = new Decoder("an upload's offset", value, V1);
        int phase = in.u8();
        return new Offset(phaseOf(phase), in.i64(), in.i64(), in.instant(), BlockChecksums.parse(in.bytes()));
    }

    private static UploadRow.Phase phaseOf(int code) {
        for (UploadRow.Phase phase : UploadRow.Phase.values()) {
            if (phase.code() == code) {
                return phase;
            }
        }
        throw new StorageException(Category.CORRUPT, "an upload in phase " + code);
    }

    /** An upload that was ended: both of its values, one after the other. */
    static byte[] ended(UploadRow upload, Offset last) {
        return new Encoder(V1).bytes(upload(upload)).bytes(offset(last)).toBytes();
    }

    static UploadRow ended(SegmentId id, byte[] value) {
        Decoder in = new Decoder("an ended upload", value, V1);
        byte[] upload = in.bytes();
        return upload(id, upload, offset(in.bytes()));
    }

    static UploadRow upload(SegmentId id, byte[] value, Offset offset) {
        Decoder in = new Decoder("an upload", value, V1);
        long length = in.i64();
        String fileName = in.text();
        Instant createdAt = in.instant();
        return new UploadRow(
                id,
                offset.phase(),
                offset.epoch(),
                offset.offsetBytes(),
                length == UNKNOWN_LENGTH ? OptionalLong.empty() : OptionalLong.of(length),
                fileName,
                json(in),
                createdAt,
                offset.lastCommitAt());
    }

    static byte[] segment(SegmentRow segment) {
        Encoder out = new Encoder(V1)
                .u8(segment.kind().code())
                .text(segment.fileName())
                .i64(segment.lengthBytes())
                .bytes(segment.sha256().bytes())
                .instant(segment.createdAt())
                .instant(segment.sealedAt())
                .bytes(CanonicalJson.write(segment.attributes()));
        return DocumentCodec.terms(out, segment.terms()).toBytes();
    }

    static SegmentRow segment(SegmentId id, byte[] value) {
        Decoder in = new Decoder("a segment", value, V1);
        int kind = in.u8();
        return new SegmentRow(
                id,
                SegmentKind.ofCode(kind)
                        .orElseThrow(() -> new StorageException(Category.CORRUPT, "a segment of kind " + kind)),
                in.text(),
                in.i64(),
                Sha256.of(in.bytes()),
                in.instant(),
                in.instant(),
                json(in),
                DocumentCodec.terms(in));
    }

    static byte[] job(JobRow job) {
        return new Encoder(V1)
                .u8(job.state().code())
                .u8(job.priority())
                .instant(job.runAt())
                .i32(job.failures())
                .i32(job.takes())
                .i64(job.token())
                .text(job.reason())
                .toBytes();
    }

    static JobRow job(JobKey key, byte[] value) {
        Decoder in = new Decoder("a job", value, V1);
        int code = in.u8();
        for (JobRow.State state : JobRow.State.values()) {
            if (state.code() == code) {
                return new JobRow(key, state, in.u8(), in.instant(), in.i32(), in.i32(), in.i64(), in.text());
            }
        }
        throw new StorageException(Category.CORRUPT, "a job in state " + code);
    }

    static byte[] pending(LedgerEntry entry) {
        return texts(new Encoder(V1), entry.subjects())
                .bytes(CanonicalJson.write(entry.leaf()))
                .bytes(CanonicalJson.write(entry.details()))
                .toBytes();
    }

    static LedgerEntry pending(byte[] value) {
        Decoder in = new Decoder("a pending entry", value, V1);
        return new LedgerEntry(texts(in), json(in), json(in));
    }

    static byte[] place(Place place) {
        return texts(new Encoder(V1), place.subjects())
                .i64(place.leafPosition())
                .i64(place.detailsPosition())
                .toBytes();
    }

    static Place place(long number, byte[] value) {
        Decoder in = new Decoder("an entry's place", value, V1);
        return new Place(0, number, texts(in), in.i64(), in.i64());
    }

    static byte[] store(Sha256 store) {
        return new Encoder(V1).bytes(store.bytes()).toBytes();
    }

    static Sha256 store(byte[] value) {
        return Sha256.of(new Decoder("the store's identity", value, V1).bytes());
    }

    static byte[] generations(Generations generations) {
        return new Encoder(V1)
                .bytes(generations.newest().bytes())
                .bytes(generations.former().map(Sha256::bytes).orElse(new byte[0]))
                .toBytes();
    }

    static Generations generations(byte[] value) {
        Decoder in = new Decoder("the store's generations", value, V1);
        Sha256 newest = Sha256.of(in.bytes());
        byte[] former = in.bytes();
        return new Generations(newest, former.length == 0 ? Optional.empty() : Optional.of(Sha256.of(former)));
    }

    static byte[] position(long position) {
        return new Encoder(V1).i64(position).toBytes();
    }

    static long position(byte[] value) {
        return new Decoder("a position", value, V1).i64();
    }

    static byte[] time(Instant time) {
        return new Encoder(V1).instant(time).toBytes();
    }

    static Instant time(byte[] value) {
        return new Decoder("a time", value, V1).instant();
    }

    static byte[] look(RocksFixity.Look look) {
        Encoder out = new Encoder(V1).instant(look.at()).u8(look.intactAt().isPresent() ? 1 : 0);
        look.intactAt().ifPresent(out::instant);
        return out.toBytes();
    }

    static RocksFixity.Look look(byte[] value) {
        Decoder in = new Decoder("a look at a segment", value, V1);
        Instant at = in.instant();
        return new RocksFixity.Look(at, in.u8() == 0 ? Optional.empty() : Optional.of(in.instant()));
    }

    static byte[] rest(Rest rest) {
        return new Encoder(V1).i64(rest.sinceMicros()).i64(rest.offsetBytes()).toBytes();
    }

    static Rest rest(SegmentId id, long dueMicros, byte[] value) {
        Decoder in = new Decoder("an upload's rest", value, V1);
        return new Rest(id, dueMicros, in.i64(), in.i64());
    }

    static byte[] tree(Tree tree) {
        Encoder out = new Encoder(V1)
                .i64(tree.sizeLeaves())
                .i64(tree.leavesEnd())
                .i64(tree.detailsEnd())
                .i32(tree.frontier().size());
        tree.frontier().forEach(root -> out.bytes(root.bytes()));
        return out.toBytes();
    }

    static Tree tree(byte[] value) {
        Decoder in = new Decoder("the ledger's tree", value, V1);
        long size = in.i64();
        long leavesEnd = in.i64();
        long detailsEnd = in.i64();
        int roots = in.i32();
        List<Sha256> frontier = new ArrayList<>();
        for (int i = 0; i < roots; i++) {
            frontier.add(Sha256.of(in.bytes()));
        }
        return new Tree(size, leavesEnd, detailsEnd, frontier);
    }

    private static ObjectNode json(Decoder in) {
        return CanonicalJson.readObject(in.bytes());
    }

    private static Encoder texts(Encoder out, List<String> texts) {
        out.i32(texts.size());
        texts.forEach(out::text);
        return out;
    }

    private static List<String> texts(Decoder in) {
        int count = in.i32();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.text());
        }
        return texts;
    }
}
