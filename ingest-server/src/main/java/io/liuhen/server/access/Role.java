package io.liuhen.server.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** As what somebody calls. The words are in credentials and in the custody log and never change. */
public enum Role {
    /** 执法人员: records, and looks at what is its own. */
    OFFICER("officer", Kind.PERSON),
    /** 专人: keeps the unit's recordings. */
    CUSTODIAN("custodian", Kind.PERSON),
    /** 法制机构: supervises, and changes nothing. */
    INSPECTOR("inspector", Kind.PERSON),
    /** 负责人: approves; nothing is disposed of without it. */
    APPROVER("approver", Kind.PERSON),
    /** The archive, or what stands for it: takes over and holds. */
    ARCHIVE("archive", Kind.PERSON),
    /** Runs the server, and never sees media. */
    OPERATOR("operator", Kind.SERVICE),
    /** A program that watches the server. */
    MONITOR("monitor", Kind.SERVICE),
    /** A program that uploads. */
    SCRIPT("script", Kind.SERVICE),
    /** 执法记录仪: a recorder, for itself alone. */
    DEVICE("device", Kind.MACHINE),
    /** 采集站: uploads for the recorders that it may act for. */
    DOCK("dock", Kind.MACHINE),
    /** Whoever sees what the server prints, while nobody can make credentials yet: makes the first ones. */
    FOUNDER("founder", Kind.PASSING),
    /** Whoever sees what a trial prints. */
    TRIAL_OPERATOR("trial-operator", Kind.PASSING),
    /** Somebody without credentials: all who ask a trial. */
    ANONYMOUS("anonymous", Kind.PASSING),
    /** Somebody without credentials, at a server that asks for them. */
    STRANGER("stranger", Kind.PASSING);

    /** By what right the role is had. */
    public enum Kind {
        /** A token that an approver grants: it may open what people recorded. */
        PERSON,
        /** A token that an operator grants: it opens no recording. */
        SERVICE,
        /** A key, or a certificate, of a machine that was enrolled. */
        MACHINE,
        /** None that is kept. */
        PASSING
    }

    private final String text;
    private final Kind kind;

    Role(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** By what right it is had. */
    public Kind kind() {
        return kind;
    }

    /** The role of this name. */
    public static Optional<Role> named(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(role -> role.text.equals(lower)).findFirst();
    }

    @Override
    public String toString() {
        return text;
    }
}
