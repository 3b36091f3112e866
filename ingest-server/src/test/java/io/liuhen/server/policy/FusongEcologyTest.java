package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.has;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 白山市生态环境局抚松县分局行政执法全过程记录制度. */
final class FusongEcologyTest {
    private final Obligations regulation = Given.regulation("fusong-ecology");

    /** Hours pass on Saturdays, over the Spring Festival, the year's end and 29 February alike. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-06T18:00, 2026-03-07T18:00
            2026-02-16T23:30, 2026-02-17T23:30
            2026-12-31T18:00, 2027-01-01T18:00
            2024-02-28T12:00, 2024-02-29T12:00
            """)
    void article27TwentyFourHoursToTheSeal(String ended, String until) {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, ended).recording();
        Obligation storing = the("storing", regulation.of(recording, at(ended)));
        assertEquals(Optional.of(at(until)), storing.until());
        assertEquals("FS-27", storing.cite().article());
        assertFalse(storing.provisional());
    }

    @Test
    void article27TheTwentyFourthHourIsStillInTime() {
        Given given = new Given().when(Event.RECORDING_ENDED, "2026-03-06T18:00");
        assertEquals(
                State.FULFILLED,
                the(
                                "storing",
                                regulation.of(
                                        given.when(Event.SEALED, "2026-03-07T18:00")
                                                .recording(),
                                        at("2026-03-08T00:00")))
                        .state());
        Obligation late = the(
                "storing",
                regulation.of(given.when(Event.SEALED, "2026-03-07T18:00:01").recording(), at("2026-03-08T00:00")));
        assertEquals(State.FULFILLED_LATE, late.state());
        assertEquals(Optional.of(Duration.ofSeconds(1)), late.late());
    }

    @Test
    void article7AnUrgentStartIsSuppliedWithinTwentyFourHours() {
        Given urgent = new Given().when(Event.CASE_STARTED, "2026-03-06T18:00").under("urgent-start");
        Obligation open = the("start-supplement", regulation.of(urgent.file(), at("2026-03-07T15:00")));
        assertEquals(State.DUE_SOON, open.state());
        assertEquals("FS-7", open.cite().article());
        assertEquals(
                State.OVERDUE,
                the("start-supplement", regulation.of(urgent.file(), at("2026-03-07T19:00")))
                        .state());
        urgent.when(Event.START_APPROVED, "2026-03-07T10:00");
        assertEquals(
                State.FULFILLED,
                the("start-supplement", regulation.of(urgent.file(), at("2026-03-09T19:00")))
                        .state());
    }

    @Test
    void article7AnOrdinaryStartNeedsNoSupplement() {
        CaseFacts file =
                new Given().when(Event.CASE_STARTED, "2026-03-06T18:00").file();
        assertFalse(has("start-supplement", regulation.of(file, at("2026-03-09T00:00"))));
    }

    private ActJudgement judged(ActFacts act) {
        return regulation
                .acts(new Given().with(act).file(), at("2026-06-01T00:00"))
                .get(0);
    }

    @Test
    void article12InspectionsMustBeRecordedAndOtherWaysMay() {
        assertEquals(
                ActJudgement.State.RED, judged(new Given().act("inspection")).state());
        assertEquals(
                ActJudgement.State.NOT_REQUIRED,
                judged(new Given().act("questioning")).state());
        // An act of both kinds follows the stricter rule.
        assertEquals(
                ActJudgement.State.RED,
                judged(new Given().act("questioning", "sampling")).state());
        assertEquals(
                ActJudgement.State.AMBER,
                judged(new Given().exempted("unsuitable", Set.of()).act("inspection"))
                        .state());
    }

    @Test
    void article25OnlyRemovalAndRestorationMustBeRecorded() {
        assertEquals(
                ActJudgement.State.NOT_REQUIRED,
                judged(new Given().act("enforcement")).state());
        assertEquals(
                ActJudgement.State.RED,
                judged(new Given().under("removal").act("enforcement")).state());
    }

    @Test
    void article22EveryNoticeIsRecordedAndKept() {
        ActFacts act = new Given().act("service-notice");
        assertEquals(ActJudgement.State.RED, judged(act).state());
        List<Obligation> all = regulation.of(new Given().with(act).file(), at("2026-06-01T00:00"));
        assertEquals("FS-22", the("document:书面公告", all).cite().article());
        assertEquals("FS-22", the("field:noticeReason", all).cite().article());
    }

    @Test
    void article13ReasonObjectAndFormOfAPreservation() {
        ActFacts act =
                new Given().known("2026-03-02T12:00", "preservationReason").act("preservation");
        List<Obligation> all = regulation.of(
                new Given()
                        .when(Event.CASE_CONCLUDED, "2026-03-02T17:00")
                        .with(act)
                        .file(),
                at("2026-06-01T00:00"));
        assertEquals(State.FULFILLED, the("field:preservationReason", all).state());
        assertEquals(State.OVERDUE, the("field:preservationObject", all).state());
        assertEquals("FS-13", the("field:preservationForm", all).cite().article());
    }

    @Test
    void article11ARefusalIsWrittenDown() {
        CaseFacts file = new Given()
                .when(Event.CASE_STARTED, "2026-03-02T09:00")
                .under("refusal")
                .file();
        assertEquals(
                "FS-11",
                the("document:拒绝调查记录", regulation.of(file, at("2026-06-01T00:00")))
                        .cite()
                        .article());
    }
}
