package io.liuhen.storage.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.storage.Uploads;
import io.liuhen.storage.Uploads.SealOutcome;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.format.SegmentKind;
import io.liuhen.storage.index.Commit;
import io.liuhen.storage.index.Facts;
import io.liuhen.storage.index.SegmentRow;
import io.liuhen.storage.index.Term;
import io.liuhen.storage.index.UploadRow;
import io.liuhen.storage.simulation.FactsModel.Proposal;
import io.liuhen.storage.simulation.UploadModel.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Clients that upload, several at a time, also to the same upload. */
final class Uploaders {
    private static final int UPLOADS_MAX = 10;

    private final Machine machine;
    private final FactsModel facts;
    private final Appenders appenders;
    private final Map<SegmentId, UploadModel> uploads = new LinkedHashMap<>();
    private Optional<UploadModel> favourite = Optional.empty();

    Uploaders(Machine machine, FactsModel facts) {
        this.machine = machine;
        this.facts = facts;
        this.appenders = new Appenders(machine, this::seenOpen);
    }

    List<UploadModel> uploads() {
        return List.copyOf(uploads.values());
    }

    /** Some request. */
    void act() {
        if (uploads.isEmpty() || (uploads.size() < UPLOADS_MAX && machine.oneIn(8))) {
            create();
            return;
        }
        if (favourite.isEmpty() || machine.oneIn(5)) {
            favourite = Optional.of(machine.any(uploads()));
        }
        UploadModel upload = favourite.get();
        if (upload.running == 0 && upload.inDoubt.isPresent()) {
            look(upload);
        } else if (upload.isUsable()) {
            use(upload);
        } else if (upload.phase == Phase.SEALED && upload.running == 0) {
            readBack(upload);
        }
    }

    private void use(UploadModel upload) {
        switch (machine.chance.nextInt(20)) {
            case 0 -> seal(upload);
            case 1 -> end(upload);
            default -> appenders.act(upload);
        }
    }

    private void create() {
        SegmentId id = machine.ids.segment();
        OptionalLong declared = machine.oneIn(2) ? OptionalLong.empty() : OptionalLong.of(machine.chance.nextInt(3000));
        UploadRow row = UploadRow.opened(
                id,
                declared,
                machine.oneIn(2) ? "original.mp4" : "original",
                CanonicalJson.object().put("n", uploads.size()),
                machine.clock.instant());
        UploadModel upload = new UploadModel(row);
        uploads.put(id, upload);
        Proposal proposal = facts.propose(List.of(id));
        boolean readOnly = machine.isReadOnly();
        appenders.asked(
                upload,
                machine.engine().uploads().create(row, proposal.facts()),
                commit -> {
                    assertTrue(!readOnly || proposal.conflict().isPresent(), "a read-only store has created something");
                    facts.answered(proposal, commit);
                    upload.phase = commit instanceof Commit.Done ? Phase.OPEN : Phase.NEVER;
                },
                failure -> doubt(upload, Phase.OPEN, proposal, failure, readOnly));
    }

    private void doubt(
            UploadModel upload, Phase next, Proposal proposal, StorageException failure, boolean wasReadOnly) {
        if (wasReadOnly && Machine.withoutEffect(failure)) {
            facts.nothingCameOf(proposal.change());
            if (upload.phase == Phase.ASKED) {
                upload.phase = Phase.NEVER;
            }
            return;
        }
        facts.doubted(proposal.change());
        upload.inDoubt = Optional.of(next);
        upload.change = Optional.of(proposal.change());
    }

    /** A client whose request failed asks what became of it. Nobody knows while the store is read-only. */
    private void look(UploadModel upload) {
        appenders.asked(
                upload,
                machine.engine().uploads().find(upload.id),
                row -> {
                    if (!machine.isReadOnly()) {
                        looked(upload, row);
                    }
                },
                failure -> {});
    }

    private void looked(UploadModel upload, Optional<UploadRow> row) {
        try {
            Phase seen = Checker.phase(machine.engine(), upload, row);
            settle(upload, seen);
            if (row.isPresent() && seen == Phase.OPEN) {
                upload.tell(row.get().offsetBytes(), true);
            }
        } catch (StorageException e) {
            // It could not look, so nothing is settled.
            machine.expected(e);
        }
    }

    private void seenOpen(UploadModel upload) {
        if (upload.inDoubt.isPresent() && !machine.isReadOnly()) {
            settle(upload, Phase.OPEN);
        }
        assertEquals(Phase.OPEN, upload.phase, upload + " is open");
    }

    /** What was in doubt is seen as it is. */
    void settle(UploadModel upload, Phase seen) {
        Optional<SegmentRow> segment =
                seen == Phase.SEALED ? machine.engine().segments().find(upload.id) : Optional.empty();
        Phase next = upload.inDoubt.orElseThrow();
        Phase before = upload.phase == Phase.ASKED ? Phase.NEVER : upload.phase;
        assertTrue(seen == next || seen == before, () -> upload + " is " + seen);
        Change change = upload.change.orElseThrow();
        if (change.state == Change.State.IN_DOUBT) {
            facts.settled(change, seen == next);
        }
        assertEquals(seen == next ? Change.State.TRUE : Change.State.NEVER, change.state, upload + " and its facts");
        upload.phase = seen;
        upload.inDoubt = Optional.empty();
        // What a live append had received was perhaps committed before the seal.
        segment.ifPresent(row -> upload.tell(row.lengthBytes(), true));
    }

    private void seal(UploadModel upload) {
        if (upload.running > 0 || machine.oneIn(2)) {
            return;
        }
        long length = machine.oneIn(5) ? appenders.expected(upload) : upload.received();
        SegmentKind kind = machine.any(List.of(SegmentKind.values()));
        List<Term> terms = List.of(new Term("kind", kind.toString()));
        Proposal proposal = facts.propose(List.of(upload.id));
        boolean readOnly = machine.isReadOnly();
        upload.sealedAs = kind;
        upload.terms = terms;
        appenders.asked(
                upload,
                machine.engine()
                        .uploads()
                        .seal(new Uploads.SealRequest(upload.id, length, kind, terms, proposal.facts())),
                outcome -> sealed(upload, length, proposal, outcome, readOnly),
                failure -> {
                    upload.endLiveInDoubt();
                    doubt(upload, Phase.SEALED, proposal, failure, readOnly);
                });
    }

    private void sealed(UploadModel upload, long length, Proposal proposal, SealOutcome outcome, boolean wasReadOnly) {
        if (upload.live.isPresent()) {
            upload.endLive();
        }
        if (outcome instanceof SealOutcome.Sealed sealed) {
            assertTrue(!wasReadOnly, "a read-only store has sealed something");
            upload.tell(length, true);
            facts.answered(proposal, new Commit.Done(Optional.empty()));
            upload.phase = Phase.SEALED;
            upload.segment = Optional.of(sealed.segment());
        } else if (outcome instanceof SealOutcome.Conflicted conflicted) {
            assertEquals(proposal.conflict(), Optional.of(conflicted.conflict()));
            facts.nothingCameOf(proposal.change());
        } else {
            assertTrue(length != upload.told(), upload + " is where it was expected");
            facts.nothingCameOf(proposal.change());
        }
    }

    private void end(UploadModel upload) {
        if (upload.running > 0) {
            return;
        }
        boolean drop = machine.oneIn(6);
        Proposal proposal = facts.propose(List.of(upload.id));
        boolean readOnly = machine.isReadOnly();
        appenders.asked(
                upload,
                drop
                        ? machine.engine().uploads().drop(upload.id, proposal.facts())
                        : machine.engine().uploads().endEmpty(upload.id, proposal.facts()),
                commit -> {
                    if (upload.live.isPresent()) {
                        upload.endLive();
                    }
                    if (commit instanceof Commit.Fenced) {
                        assertTrue(!drop, upload + " is open");
                        facts.nothingCameOf(proposal.change());
                        return;
                    }
                    assertTrue(!readOnly || proposal.conflict().isPresent(), "a read-only store has ended something");
                    facts.answered(proposal, commit);
                    if (commit instanceof Commit.Done) {
                        assertTrue(drop || upload.told() == 0, upload + " had bytes and was ended as empty");
                        upload.phase = Phase.ENDED;
                    }
                },
                failure -> {
                    upload.endLiveInDoubt();
                    doubt(upload, Phase.ENDED, proposal, failure, readOnly);
                });
    }

    private void readBack(UploadModel upload) {
        try {
            Checker.readBack(machine.engine(), upload, machine.chance);
        } catch (StorageException e) {
            machine.expected(e);
        }
    }

    /** Seals an upload whatever it has; nothing disturbs that. */
    void sealAsIs(UploadModel upload) {
        Proposal nothing = new Proposal(new Change(Facts.none(), facts.now()), Optional.empty());
        upload.sealedAs = SegmentKind.INCOMPLETE;
        upload.terms = List.of();
        appenders.asked(
                upload,
                machine.engine()
                        .uploads()
                        .seal(new Uploads.SealRequest(
                                upload.id, upload.told(), SegmentKind.INCOMPLETE, List.of(), Facts.none())),
                outcome -> sealed(upload, upload.told(), nothing, outcome, false),
                failure -> {
                    throw failure;
                });
        machine.settle();
        assertEquals(Phase.SEALED, upload.phase, upload.toString());
    }

    /** The server is dead: what it was asked for and had not begun did not happen. */
    void died() {
        for (UploadModel upload : new ArrayList<>(uploads.values())) {
            upload.running = 0;
            upload.endLiveUncommitted();
            if (upload.phase == Phase.ASKED && upload.inDoubt.isEmpty()) {
                upload.phase = Phase.NEVER;
            }
        }
    }

    /** The server was stopped: it has committed what live appends had received, if it could. */
    void stopped(boolean undisturbed) {
        for (UploadModel upload : uploads.values()) {
            if (upload.live.isPresent() && undisturbed) {
                upload.endLive();
            } else {
                upload.endLiveInDoubt();
            }
        }
    }
}
