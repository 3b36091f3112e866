package io.liuhen.server.records;

import java.util.Arrays;
import java.util.Optional;

/** The metadata that Liuhen understands. The names are those of the API and of the stored form, and never change. */
public enum Field {
    /** 制作方法: how it was made. */
    METHOD("method", Shape.TEXT, Tells.RECORDING),
    /** 制作时间: when it was made, as an ISO 8601 time. */
    MADE_AT("madeAt", Shape.TEXT, Tells.RECORDING),
    /** 制作人: who made it. */
    MAKER("maker", Shape.LIST, Tells.RECORDING),
    /** 证明对象: what it proves. */
    OBJECT_OF_PROOF("objectOfProof", Shape.TEXT, Tells.RECORDING),
    /** 执法证号 of the maker. */
    MAKER_NUMBER("makerNumber", Shape.TEXT, Tells.RECORDING),
    /** When it ended. */
    ENDED_AT("endedAt", Shape.TEXT, Tells.RECORDING),
    /** 案号: case numbers. */
    CASE("case", Shape.LIST, Tells.RECORDING),
    /** 行政相对人: the parties. */
    PARTY("party", Shape.LIST, Tells.RECORDING),
    /** 承办人: the handlers. */
    HANDLER("handler", Shape.LIST, Tells.RECORDING),
    /** Where it was made. */
    PLACE("place", Shape.TEXT, Tells.RECORDING),
    /** 执法行为: acts of enforcement. */
    ACT("act", Shape.LIST, Tells.RECORDING),
    /** 执法事项: the matter. */
    MATTER("matter", Shape.TEXT, Tells.RECORDING),
    /** 重点标记: marked as important. */
    KEY_MARK("keyMark", Shape.TEXT, Tells.RECORDING),
    /** 执法记录仪: the device that recorded. */
    DEVICE("device", Shape.TEXT, Tells.ORIGIN),
    /** 采集站: the station that uploaded. */
    DOCK("dock", Shape.TEXT, Tells.ORIGIN),
    /** The device's id of the take. */
    RECORDING("recording", Shape.TEXT, Tells.ORIGIN),
    /** The segment's number in the take, from 1. */
    SEQUENCE("sequence", Shape.TEXT, Tells.FILE),
    /** The file's name on the device. */
    FILENAME("filename", Shape.TEXT, Tells.FILE),
    /** The file's media type as the device states it. */
    FILETYPE("filetype", Shape.TEXT, Tells.FILE),
    /** The file's SHA-256 as the device knows it, in hexadecimal digits. */
    SHA256("sha256", Shape.TEXT, Tells.FILE),
    /** The file's SM3 as the device knows it, in hexadecimal digits. */
    SM3("sm3", Shape.TEXT, Tells.FILE);

    /** What a value looks like. */
    enum Shape {
        TEXT,
        LIST
    }

    /** Of what it tells, which decides where it is kept and whether people may correct it. */
    private enum Tells {
        /** Of the recording: part of its metadata, and people may correct it. */
        RECORDING,
        /** Of where the recording comes from: part of its metadata, as it came. */
        ORIGIN,
        /** Of one file: kept with the segment, as it came. */
        FILE
    }

    private final String text;
    private final Shape shape;
    private final Tells tells;

    Field(String text, Shape shape, Tells tells) {
        this.text = text;
        this.shape = shape;
        this.tells = tells;
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
        return tells == Tells.RECORDING;
    }

    /** Whether it tells of one file only, and so is no part of a recording's metadata. */
    boolean ofFile() {
        return tells == Tells.FILE;
    }

    /** The field with this name. */
    public static Optional<Field> named(String name) {
        return Arrays.stream(values()).filter(field -> field.text.equals(name)).findFirst();
    }
}
