package io.liuhen.storage.index;

import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Decoder;
import io.liuhen.storage.format.Encoder;
import java.util.ArrayList;
import java.util.List;

/** The stored form of documents, the same in the index and in the journal files. Pure functions. */
public final class DocumentCodec {
    private static final int V1 = 1;

    private DocumentCodec() {}

    /** One version, without its key. */
    public static byte[] write(Document document) {
        Encoder out = new Encoder(V1);
        body(out, document);
        return out.toBytes();
    }

    /** One version. */
    public static Document read(DocumentKey key, int version, byte[] value) {
        return body(new Decoder("a document", value, V1), key, version);
    }

    /** The documents of one change, with their keys. */
    public static byte[] writeAll(List<Document> documents) {
        Encoder out = new Encoder(V1).i32(documents.size());
        for (Document document : documents) {
            out.text(document.key().kind()).text(document.key().id()).i32(document.version());
            body(out, document);
        }
        return out.toBytes();
    }

    /** The documents of one change. */
    public static List<Document> readAll(byte[] value) {
        Decoder in = new Decoder("a change of documents", value, V1);
        int count = in.i32();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DocumentKey key = new DocumentKey(in.text(), in.text());
            documents.add(body(in, key, in.i32()));
        }
        return documents;
    }

    /** Terms: their number, then name and value of each. */
    public static Encoder terms(Encoder out, List<Term> terms) {
        out.i32(terms.size());
        terms.forEach(term -> out.text(term.name()).text(term.value()));
        return out;
    }

    /** See {@link #terms(Encoder, List)}. */
    public static List<Term> terms(Decoder in) {
        int count = in.i32();
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add(new Term(in.text(), in.text()));
        }
        return terms;
    }

    private static void body(Encoder out, Document document) {
        out.instant(document.at()).instant(document.sortAt()).bytes(CanonicalJson.write(document.body()));
        terms(out, document.terms());
    }

    private static Document body(Decoder in, DocumentKey key, int version) {
        return new Document(key, version, in.instant(), in.instant(), CanonicalJson.readObject(in.bytes()), terms(in));
    }
}
