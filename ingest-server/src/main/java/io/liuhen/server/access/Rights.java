package io.liuhen.server.access;

import static io.liuhen.server.access.Action.APPROVE;
import static io.liuhen.server.access.Action.ARCHIVE;
import static io.liuhen.server.access.Action.CHANGE_KEEPING;
import static io.liuhen.server.access.Action.CONTINUE_UPLOAD;
import static io.liuhen.server.access.Action.CORRECT_METADATA;
import static io.liuhen.server.access.Action.DISPOSE;
import static io.liuhen.server.access.Action.ENROL;
import static io.liuhen.server.access.Action.EXPLAIN_ABSENCE;
import static io.liuhen.server.access.Action.GRANT_PEOPLE;
import static io.liuhen.server.access.Action.GRANT_SERVICES;
import static io.liuhen.server.access.Action.KEEP_CASES;
import static io.liuhen.server.access.Action.LOOK;
import static io.liuhen.server.access.Action.MANAGE_MACHINES;
import static io.liuhen.server.access.Action.PROBE;
import static io.liuhen.server.access.Action.READ_COPY;
import static io.liuhen.server.access.Action.READ_CUSTODY;
import static io.liuhen.server.access.Action.READ_METADATA;
import static io.liuhen.server.access.Action.READ_ORIGINAL;
import static io.liuhen.server.access.Action.REDACT;
import static io.liuhen.server.access.Action.ROTATE_KEY;
import static io.liuhen.server.access.Action.RUN_JOBS;
import static io.liuhen.server.access.Action.SEE_JOBS;
import static io.liuhen.server.access.Action.SEE_KEEPING;
import static io.liuhen.server.access.Action.SEE_UPLOAD;
import static io.liuhen.server.access.Action.TRANSCRIBE;
import static io.liuhen.server.access.Action.UPLOAD;
import static io.liuhen.server.access.Action.WATCH;
import static io.liuhen.server.access.Extent.ALWAYS;
import static io.liuhen.server.access.Extent.MADE;
import static io.liuhen.server.access.Extent.SENT;
import static io.liuhen.server.access.Extent.UNIT;

import java.util.EnumMap;
import java.util.Map;

/**
 * Who may do what, and how far: the whole of it. What is not named is not allowed. Immutable.
 *
 * <p>Two rights never meet in one role: to make credentials for people, and to run the server; so nobody who operates it
 * can give himself a way to media. To dispose of something is the approver's alone (经负责人同意).
 */
final class Rights {
    private static final Map<Role, Map<Action, Extent>> TABLE = table();

    private Rights() {}

    static Extent of(Role role, Action action) {
        return TABLE.getOrDefault(role, Map.of()).getOrDefault(action, Extent.NEVER);
    }

    private static Map<Role, Map<Action, Extent>> table() {
        Map<Role, Map<Action, Extent>> table = new EnumMap<>(Role.class);
        table.put(
                Role.OFFICER,
                new Row()
                        .with(SENT, UPLOAD, CONTINUE_UPLOAD)
                        .with(UNIT, SEE_UPLOAD, READ_METADATA, SEE_JOBS, KEEP_CASES)
                        .with(MADE, READ_COPY, CORRECT_METADATA, TRANSCRIBE, READ_CUSTODY)
                        .rights());
        table.put(
                Role.CUSTODIAN,
                new Row()
                        .with(UNIT, UPLOAD, SEE_UPLOAD, READ_METADATA, READ_COPY, READ_ORIGINAL, CORRECT_METADATA)
                        .with(
                                UNIT,
                                TRANSCRIBE,
                                REDACT,
                                READ_CUSTODY,
                                SEE_KEEPING,
                                CHANGE_KEEPING,
                                SEE_JOBS,
                                RUN_JOBS,
                                MANAGE_MACHINES,
                                EXPLAIN_ABSENCE,
                                KEEP_CASES,
                                ARCHIVE)
                        .with(SENT, CONTINUE_UPLOAD)
                        .rights());
        table.put(
                Role.INSPECTOR,
                new Row()
                        .with(UNIT, SEE_UPLOAD, READ_METADATA, READ_COPY, READ_ORIGINAL, READ_CUSTODY, SEE_KEEPING)
                        .with(UNIT, SEE_JOBS)
                        .rights());
        table.put(
                Role.APPROVER,
                new Row()
                        .with(UNIT, SEE_UPLOAD, READ_METADATA, READ_COPY, READ_ORIGINAL, READ_CUSTODY, SEE_KEEPING)
                        .with(UNIT, SEE_JOBS, CHANGE_KEEPING, DISPOSE, GRANT_PEOPLE, EXPLAIN_ABSENCE)
                        .with(UNIT, APPROVE, REDACT)
                        .rights());
        table.put(
                Role.ARCHIVE,
                new Row()
                        .with(UNIT, SEE_UPLOAD, READ_METADATA, READ_COPY, READ_ORIGINAL, READ_CUSTODY)
                        .with(UNIT, SEE_JOBS, SEE_KEEPING, CHANGE_KEEPING, ARCHIVE)
                        .rights());
        table.put(
                Role.OPERATOR,
                new Row()
                        .with(UNIT, SEE_JOBS, RUN_JOBS, MANAGE_MACHINES, GRANT_SERVICES)
                        .with(ALWAYS, WATCH)
                        .rights());
        table.put(Role.MONITOR, new Row().with(ALWAYS, WATCH).rights());
        table.put(
                Role.SCRIPT,
                new Row()
                        .with(UNIT, UPLOAD)
                        .with(SENT, CONTINUE_UPLOAD, SEE_UPLOAD)
                        .rights());
        table.put(Role.DEVICE, machine());
        table.put(Role.DOCK, machine());
        table.put(
                Role.FOUNDER, new Row().with(UNIT, GRANT_SERVICES, GRANT_PEOPLE).rights());
        table.put(Role.TRIAL_OPERATOR, new Row().with(ALWAYS, Action.values()).rights());
        table.put(
                Role.ANONYMOUS,
                new Row()
                        .with(ALWAYS, UPLOAD, CONTINUE_UPLOAD, SEE_UPLOAD, READ_METADATA, READ_COPY, READ_ORIGINAL)
                        .with(ALWAYS, CORRECT_METADATA, KEEP_CASES, TRANSCRIBE)
                        .with(ALWAYS, REDACT, READ_CUSTODY, SEE_JOBS, WATCH)
                        .rights());
        table.put(Role.STRANGER, Row.only(ENROL, PROBE));
        return table;
    }

    private static Map<Action, Extent> machine() {
        return new Row()
                .with(SENT, UPLOAD, CONTINUE_UPLOAD, SEE_UPLOAD)
                .with(ALWAYS, ROTATE_KEY)
                .rights();
    }

    /** The rights of one role, as they are written down. */
    private static final class Row {
        private final Map<Action, Extent> rights = new EnumMap<>(Action.class);

        /** What everybody may who is let in at all. */
        Row() {
            with(ALWAYS, LOOK, ENROL, PROBE);
        }

        /** With these alone. */
        static Map<Action, Extent> only(Action... actions) {
            Row row = new Row();
            row.rights.clear();
            return row.with(ALWAYS, actions).rights();
        }

        Row with(Extent extent, Action... actions) {
            for (Action action : actions) {
                rights.put(action, extent);
            }
            return this;
        }

        Map<Action, Extent> rights() {
            return rights;
        }
    }
}
