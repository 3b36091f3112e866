package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.endOf;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 泰安市行政执法全过程记录办法. */
final class TaianGeneralTest {
    private final Obligations regulation = Given.regulation("taian-general");

    @Test
    void article17TwoWorkingDaysToTheSeal() {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, "2026-09-30T18:00").recording();
        Obligation storing = the("storing", regulation.of(recording, at("2026-10-01T00:00")));
        assertEquals(Optional.of(endOf("2026-10-09")), storing.until());
        assertEquals("TA-17", storing.cite().article());
    }

    @Test
    void article18TheFourFieldsAreAskedForWhenArchiving() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T18:00")
                .known("2026-03-20T00:00", "method")
                .recording();
        CaseFacts running = new Given()
                .when(Event.CASE_STARTED, "2026-03-01T09:00")
                .with(recording)
                .file();
        assertEquals(
                State.WAITING,
                the("field:maker", regulation.of(running, at("2027-01-01T00:00")))
                        .state());
        CaseFacts over = new Given()
                .when(Event.CASE_CONCLUDED, "2026-03-02T19:00")
                .with(recording)
                .file();
        List<Obligation> all = regulation.of(over, at("2026-04-02T00:01"));
        assertEquals(State.FULFILLED, the("field:method", all).state());
        assertEquals(State.OVERDUE, the("field:maker", all).state());
        assertEquals(State.OVERDUE, the("archiving", all).state());
        assertEquals("TA-18", the("field:maker", all).cite().article());
    }

    @Test
    void article8AnUrgentStartIsSuppliedWithinTwentyFourHours() {
        CaseFacts file = new Given()
                .when(Event.CASE_STARTED, "2026-02-16T18:00")
                .under("urgent-start")
                .file();
        Obligation supplement = the("start-supplement", regulation.of(file, at("2026-02-17T00:00")));
        assertEquals(Optional.of(at("2026-02-17T18:00")), supplement.until());
        assertEquals("TA-8", supplement.cite().article());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coercive-measure",
                "enforcement",
                "inspection",
                "questioning",
                "sampling",
                "preservation",
                "hearing",
                "service-retention",
                "service-notice",
                "simple-procedure",
                "disputed",
                "other-by-law"
            })
    void article15TheseActsAreMissingWithoutARecording(String kind) {
        CaseFacts file = new Given().with(new Given().act(kind)).file();
        ActJudgement judgement = regulation.acts(file, at("2026-06-01T00:00")).get(0);
        assertEquals(ActJudgement.State.RED, judgement.state());
        assertEquals("TA-15", judgement.cites().get(0).article());
        CaseFacts secret = new Given()
                .with(new Given().exempted("secret", Set.of()).act(kind))
                .file();
        assertEquals(
                ActJudgement.State.AMBER,
                regulation.acts(secret, at("2026-06-01T00:00")).get(0).state());
    }

    @Test
    void article21NothingIsAskedBeforeTheRulesWereInForce() {
        RecordingFacts before =
                new Given().when(Event.RECORDING_ENDED, "2017-07-31T23:59").recording();
        assertEquals(List.of(), regulation.of(before, at("2026-01-01T00:00")));
        RecordingFacts after =
                new Given().when(Event.RECORDING_ENDED, "2018-08-01T00:00").recording();
        assertEquals(
                State.OVERDUE,
                the("storing", regulation.of(after, at("2026-01-01T00:00"))).state());
    }
}
