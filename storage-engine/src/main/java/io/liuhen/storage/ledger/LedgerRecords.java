package io.liuhen.storage.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Decoder;
import io.liuhen.storage.format.Encoder;

/** The form of a record of details: its entry's number, then the details. A leaf's record is the leaf. Pure functions. */
final class LedgerRecords {
    private static final String WHAT = "an entry's details";
    private static final int V1 = 1;

    private LedgerRecords() {}

    static byte[] detailsRecord(long number, ObjectNode details) {
        return new Encoder(V1).i64(number).bytes(CanonicalJson.write(details)).toBytes();
    }

    /** The entry's number in a record of details. */
    static long number(byte[] record) {
        return new Decoder(WHAT, record, V1).i64();
    }

    /** The details themselves, as they are stored. */
    static byte[] details(byte[] record) {
        Decoder in = new Decoder(WHAT, record, V1);
        in.i64();
        return in.bytes();
    }
}
