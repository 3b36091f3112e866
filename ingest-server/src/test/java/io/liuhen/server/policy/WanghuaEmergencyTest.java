package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.endOf;
import static io.liuhen.server.policy.Given.has;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** 望花区应急管理局行政执法全过程记录办法. */
final class WanghuaEmergencyTest {
    private final Obligations regulation = Given.regulation("wanghua-emergency");

    private ActJudgement judged(ActFacts act, Event closed, String when, String now) {
        return regulation
                .acts(new Given().when(closed, when).with(act).file(), at(now))
                .get(0);
    }

    @Test
    void article14SetsNoTermForStoring() {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, "2026-03-02T18:00").recording();
        assertFalse(has("storing", regulation.of(recording, at("2030-01-01T00:00"))));
    }

    @Test
    void article17ThirtyDaysRunFromTheClosingOfTheCase() {
        CaseFacts concluded =
                new Given().when(Event.CASE_CONCLUDED, "2026-03-02T17:00").file();
        assertEquals(
                State.WAITING,
                the("archiving", regulation.of(concluded, at("2027-01-01T00:00")))
                        .state());
        CaseFacts closed =
                new Given().when(Event.CASE_CLOSED, "2026-03-02T17:00").file();
        Obligation archiving = the("archiving", regulation.of(closed, at("2026-04-02T00:00")));
        assertEquals(Optional.of(endOf("2026-04-01")), archiving.until());
        assertEquals("WH-17", archiving.cite().article());
    }

    @Test
    void article11CircumstancesDecideWhetherAnActIsRecorded() {
        ActFacts act = new Given().act("inspection");
        assertEquals(
                ActJudgement.State.NOT_REQUIRED,
                judged(act, Event.CASE_CLOSED, "2026-03-02T17:00", "2026-06-01T00:00")
                        .state());
        ActFacts needed = new Given().judged(true).act("inspection");
        assertEquals(
                ActJudgement.State.PENDING,
                judged(needed, Event.CASE_CLOSED, "2026-03-02T17:00", "2026-04-01T00:00")
                        .state());
        assertEquals(
                ActJudgement.State.RED,
                judged(needed, Event.CASE_CLOSED, "2026-03-02T17:00", "2026-06-01T00:00")
                        .state());
    }

    @Test
    void article9AWrittenRecordMayBeEnough() {
        ActFacts act = new Given().judged(true).exempted("text-only", Set.of()).act("questioning");
        assertEquals(
                ActJudgement.State.AMBER,
                judged(act, Event.CASE_CLOSED, "2026-03-02T17:00", "2026-06-01T00:00")
                        .state());
    }

    @Test
    void article13OnlyItsOwnExemptionsCount() {
        ActFacts act =
                new Given().judged(true).exempted("weather-or-fault", Set.of()).act("questioning");
        ActJudgement judgement = judged(act, Event.CASE_CLOSED, "2026-03-02T17:00", "2026-06-01T00:00");
        assertEquals(ActJudgement.State.RED, judgement.state());
        assertEquals(List.of("exemption-unknown:weather-or-fault"), judgement.faults());
    }

    @Test
    void article12TellingThePartyAndTheSignOfThePlaceAreMarked() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T11:00")
                .known("2026-03-03T00:00", "mark:告知", "place")
                .recording();
        ActFacts act = new Given().take("2026-03-02T09:00", "2026-03-02T11:00").act("inspection");
        CaseFacts file = new Given()
                .when(Event.CASE_CLOSED, "2026-03-02T17:00")
                .with(act)
                .with(recording)
                .file();
        List<Obligation> all = regulation.of(file, at("2026-06-01T00:00"));
        assertEquals(State.FULFILLED, the("mark:告知", all).state());
        assertEquals(State.OVERDUE, the("mark:地点标志", all).state());
        assertEquals("WH-12(三)", the("mark:地点标志", all).cite().article());
        assertEquals(State.FULFILLED, the("field:place", all).state());
        assertEquals(State.OVERDUE, the("field:matter", all).state());
    }

    @Test
    void article8PapersOfAnInspection() {
        CaseFacts file = new Given()
                .when(Event.CASE_CLOSED, "2026-03-02T17:00")
                .with(new Given().act("inspection"))
                .file();
        assertEquals(
                State.OVERDUE,
                the("document:现场检查笔录/现场核查意见", regulation.of(file, at("2026-06-01T00:00")))
                        .state());
    }
}
