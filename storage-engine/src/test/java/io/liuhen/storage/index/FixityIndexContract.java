package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.DisposalIndex.Request;
import io.liuhen.storage.index.FixityIndex.Due;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Any index knows when each segment was last read again, and which waits longest. */
public abstract class FixityIndexContract extends IndexFixture {
    private FixityIndex fixity() {
        return index().fixity();
    }

    private Commit looked(SegmentId id, long atSeconds, boolean intact) {
        return fixity().looked(id, at(atSeconds), intact, Facts.none());
    }

    private List<SegmentId> due() {
        return fixity().due(100).stream().map(Due::id).toList();
    }

    @Test
    public void whatWasLookedAtLongestAgoIsDueFirst() {
        List<SegmentId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(sealed());
        }
        assertEquals(ids, due(), "sealed at the same time: in the order of their ids");
        assertEquals(List.of(new Due(ids.get(0), at(60)), new Due(ids.get(1), at(60))), fixity().due(2));
        done(looked(ids.get(1), 300, true));
        done(looked(ids.get(0), 200, true));
        done(looked(ids.get(2), 100, false));
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(ids.get(3), ids.get(2), ids.get(0), ids.get(1)), due());
            assertEquals(at(100), fixity().due(2).get(1).since());
            reopen();
        }
        done(looked(ids.get(2), 400, true));
        done(looked(ids.get(1), 50, true));
        assertEquals(List.of(ids.get(1), ids.get(3), ids.get(0), ids.get(2)), due(), "a clock may go back");
    }

    @Test
    public void aLookThatFoundDamageDoesNotCountAsIntact() {
        SegmentId id = sealed();
        SegmentId other = sealed();
        assertEquals(Optional.empty(), fixity().intactAt(id));
        assertEquals(Optional.empty(), fixity().lastIntactAt());
        done(looked(id, 100, false));
        assertEquals(Optional.empty(), fixity().intactAt(id));
        assertEquals(Optional.empty(), fixity().lastIntactAt());
        done(looked(id, 200, true));
        done(looked(id, 300, false));
        done(looked(other, 250, true));
        reopen();
        assertEquals(Optional.of(at(200)), fixity().intactAt(id));
        assertEquals(Optional.of(at(250)), fixity().lastIntactAt());
    }

    @Test
    public void factsOfALookAreAllOrNothing() {
        SegmentId id = sealed();
        Facts facts = Facts.of(document("b", 2)).and(Facts.of(entry("one", "s")));
        Everything before = everything(id);
        conflicts("b", 0, fixity().looked(id, at(100), true, facts));
        assertEquals(before, everything(id));
        assertEquals(at(60), fixity().due(1).get(0).since());
        assertEquals(Optional.empty(), fixity().intactAt(id));
        done(index().documents().record(Facts.of(document("b", 1))));
        done(fixity().looked(id, at(100), true, facts));
        reopen();
        assertEquals(at(100), fixity().due(1).get(0).since());
        assertEquals(1, index().entries().pending(10).size());
    }

    @Test
    public void whatWasSeenOfASegmentThatIsGoneMeansNothing() {
        SegmentId id = sealed();
        done(looked(id, 100, true));
        index().disposals()
                .dispose(new Request(id, CanonicalJson.object().put("who", "x"), List.of(), at(200), Facts.none()));
        for (SegmentId each : List.of(id, id(), upload())) {
            fenced(fixity().looked(each, at(300), false, Facts.of(document("a", 1))));
        }
        reopen();
        assertEquals(List.of(), due());
        assertEquals(Optional.empty(), fixity().intactAt(id));
        assertEquals(List.of(), index().documents().versions(new DocumentKey("note", "a")));
    }

    @Test
    public void theDateThatWasWalkedLastIsRemembered() {
        assertEquals(Optional.empty(), fixity().walked());
        for (LocalDate day : List.of(LocalDate.of(2026, 11, 20), LocalDate.of(2019, 2, 28))) {
            fixity().walked(day);
            reopen();
            assertEquals(Optional.of(day), fixity().walked());
        }
    }
}
