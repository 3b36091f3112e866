package io.liuhen.server.records;

import java.util.Arrays;
import java.util.Optional;

/** The metadata that Liuhen understands. The names are those of the API and of the stored form, and never change. */
public enum Field {
    /** 制作方法: how it was made. */
    METHOD("method", Shape.TEXT, true),
    /** 制作时间: when it was made, as an ISO 8601 time. */
    MADE_AT("madeAt", Shape.TEXT, true),
    /** 制作人: who made it. */
    MAKER("maker", Shape.LIST, true),
    /** 证明对象: what it proves. */
    OBJECT_OF_PROOF("objectOfProof", Shape.TEXT, true),
    /** 执法证号 of the maker. */
    MAKER_NUMBER("makerNumber", Shape.TEXT, true),
    /** When it ended. */
    ENDED_AT("endedAt", Shape.TEXT, true),
    /** 案号: case numbers. */
    CASE("case", Shape.LIST, true),
    /** 行政相对人: the parties. */
    PARTY("party", Shape.LIST, true),
    /** 承办人: the handlers. */
    HANDLER("handler", Shape.LIST, true),
    /** Where it was made. */
    PLACE("place", Shape.TEXT, true),
    /** 执法行为: acts of enforcement. */
    ACT("act", Shape.LIST, true),
    /** 执法事项: the matter. */
    MATTER("matter", Shape.TEXT, true),
    /** 重点标记: marked as important. */
    KEY_MARK("keyMark", Shape.TEXT, true),
    /** 执法记录仪: the device that recorded. */
    DEVICE("device", Shape.TEXT, false),
    /** 采集站: the station that uploaded. */
    DOCK("dock", Shape.TEXT, false),
    /** The device's id of the take. */
    RECORDING("recording", Shape.TEXT, false),
    /** The segment's number in the take, from 1. */
    SEQUENCE("sequence", Shape.TEXT, false),
    /** The file's name on the device. */
    FILENAME("filename", Shape.TEXT, false),
    /** The file's media type as the device states it. */
    FILETYPE("filetype", Shape.TEXT, false),
    /** The file's SHA-256 as the device knows it, in hexadecimal digits. */
    SHA256("sha256", Shape.TEXT, false),
    /** The file's SM3 as the device knows it, in hexadecimal digits. */
    SM3("sm3", Shape.TEXT, false);

    /** What a value looks like. */
    enum Shape {
        TEXT,
        LIST
    }

    private final String text;
    private final Shape shape;
    private final boolean correctable;

    Field(String text, Shape shape, boolean correctable) {
        this.text = text;
        this.shape = shape;
        this.correctable = correctable;
    }

    /** The name in the API. */
    public String text() {
        return text;
    }

    Shape shape() {
        return shape;
    }

    /** Whether people may change it; what tells of the device and the file stays as it came. */
    boolean correctable() {
        return correctable;
    }

    /** The field with this name. */
    public static Optional<Field> named(String name) {
        return Arrays.stream(values()).filter(field -> field.text.equals(name)).findFirst();
    }
}
