package io.liuhen.storage.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.storage.format.SegmentId;
import io.liuhen.storage.index.RestIndex.Rest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When open uploads are to be looked at again, in any index. */
public abstract class RestIndexContract extends IndexFixture {
    private RestIndex rests() {
        return index().rests();
    }

    private List<Rest> due(long micros) {
        return rests().due(micros, 10);
    }

    @Test
    public void anUploadIsDueFromItsCreationOn() {
        SegmentId first = upload();
        SegmentId second = upload();
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(Rest.fresh(first), Rest.fresh(second)), due(0));
            reopen();
        }
        assertEquals(List.of(Rest.fresh(first)), rests().due(0, 1));
    }

    @Test
    public void anUploadThatIsOverBeforeTheFirstLookIsNotLookedAt() {
        done(index().uploads().end(upload(), 0, Facts.none()));
        sealed();
        assertEquals(List.of(), due(Long.MAX_VALUE));
    }

    @Test
    public void rowsComeInTheOrderOfTheirTurnsAndNotBefore() {
        List<Rest> next = new ArrayList<>();
        for (long due : List.of(300L, 100L, 200L)) {
            SegmentId id = upload();
            Rest rest = new Rest(id, due, due - 50, 7);
            rests().again(Rest.fresh(id), rest);
            next.add(rest);
        }
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), due(99));
            assertEquals(List.of(next.get(1)), due(100));
            assertEquals(List.of(next.get(1), next.get(2), next.get(0)), due(300));
            assertEquals(List.of(next.get(1), next.get(2)), rests().due(300, 2));
            reopen();
        }
    }

    @Test
    public void whatIsForgottenIsNotDueAnyMore() {
        SegmentId id = upload();
        Rest later = new Rest(id, 100, 50, 0);
        rests().again(Rest.fresh(id), later);
        done(index().uploads().end(id, 0, Facts.none()));
        assertEquals(List.of(later), due(100), "nothing looks for it when the upload ends");
        rests().forget(later);
        assertEquals(List.of(), due(Long.MAX_VALUE));
    }

    @Test
    public void theServedClockIsKept() {
        assertEquals(0, rests().servedMicros());
        rests().served(1_234_567_890_123L);
        for (int i = 0; i < 2; i++) {
            assertEquals(1_234_567_890_123L, rests().servedMicros());
            reopen();
        }
    }
}
