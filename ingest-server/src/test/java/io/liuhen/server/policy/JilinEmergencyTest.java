package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.endOf;
import static io.liuhen.server.policy.Given.has;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.policy.Obligation.Delay;
import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 吉林省应急管理部门行政执法全过程记录制度（试行）. */
final class JilinEmergencyTest {
    private final Obligations regulation = Given.regulation("jilin-emergency");

    private Obligation storing(RecordingFacts recording, Instant now) {
        return the("storing", regulation.of(recording, now));
    }

    /** Of 2026: the Spring Festival from 15 to 23 February, worked on Saturday 14 and 28 February. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-02T18:00, 2026-03-04
            2026-03-06T18:00, 2026-03-10
            2026-03-07T10:00, 2026-03-10
            2026-02-12T18:00, 2026-02-14
            2026-02-13T18:00, 2026-02-24
            2026-02-18T18:00, 2026-02-25
            2026-02-27T18:00, 2026-03-02
            2026-05-08T23:59, 2026-05-11
            2025-12-31T18:00, 2026-01-05
            2024-02-28T18:00, 2024-03-01
            """)
    void article25TwoWorkingDaysToTheSeal(String ended, String lastDay) {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, ended).recording();
        Obligation storing = storing(recording, at(ended));
        assertEquals(Optional.of(endOf(lastDay)), storing.until());
        assertEquals("JE-25", storing.cite().article());
        assertEquals("jilin-emergency", storing.pack());
        assertEquals(1, storing.version());
        assertEquals("记录人员", storing.who());
        assertFalse(storing.provisional());
    }

    @Test
    void article25OnTimeDueSoonOverdue() {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, "2026-03-02T18:00").recording();
        assertEquals(State.ON_TIME, storing(recording, at("2026-03-03T23:59")).state());
        assertEquals(State.DUE_SOON, storing(recording, at("2026-03-04T00:00")).state());
        assertEquals(State.DUE_SOON, storing(recording, endOf("2026-03-04")).state());
        Obligation over = storing(recording, at("2026-03-05T06:00"));
        assertEquals(State.OVERDUE, over.state());
        assertEquals(Optional.of(Duration.ofHours(6)), over.late());
        assertEquals(Optional.of(Delay.RECORDER_NOT_DOCKED), over.delay());
    }

    @Test
    void article25TheSealCountsAndNotTheDock() {
        Given given =
                new Given().when(Event.RECORDING_ENDED, "2026-03-02T18:00").when(Event.DOCKED, "2026-03-03T08:00");
        Obligation stored = storing(given.when(Event.SEALED, "2026-03-03T09:00").recording(), at("2026-06-01T00:00"));
        assertEquals(State.FULFILLED, stored.state());
        assertTrue(stored.delay().isEmpty());
        Obligation late = storing(given.when(Event.SEALED, "2026-03-05T02:00").recording(), at("2026-06-01T00:00"));
        assertEquals(State.FULFILLED_LATE, late.state());
        assertEquals(Optional.of(Duration.ofHours(2)), late.late());
        assertEquals(Optional.of(Delay.LINE_AFTER_DOCKING), late.delay());
    }

    @Test
    void article25WhoseDelayWhenTheRecorderCameLate() {
        Given given =
                new Given().when(Event.RECORDING_ENDED, "2026-03-02T18:00").when(Event.SEALED, "2026-03-06T09:00");
        assertEquals(
                Optional.of(Delay.UNKNOWN),
                storing(given.recording(), at("2026-06-01T00:00")).delay());
        given.when(Event.DOCKED, "2026-03-06T08:00");
        assertEquals(
                Optional.of(Delay.RECORDER_NOT_DOCKED),
                storing(given.recording(), at("2026-06-01T00:00")).delay());
    }

    @Test
    void article25AnExcuseIsRecordedAndTheLatenessStays() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T18:00")
                .when(Event.SEALED, "2026-03-06T00:00")
                .excused("道路中断")
                .recording();
        Obligation storing = storing(recording, at("2026-06-01T00:00"));
        assertEquals(State.EXCUSED, storing.state());
        assertEquals(Optional.of(Duration.ofDays(1)), storing.late());
        assertEquals(List.of("excuse:道路中断"), storing.notes());
    }

    @Test
    void article25OverAYearThatIsNotAnnouncedIsProvisional() {
        RecordingFacts recording =
                new Given().when(Event.RECORDING_ENDED, "2026-12-30T18:00").recording();
        Obligation storing = storing(recording, at("2026-12-30T19:00"));
        assertEquals(Set.of(2027), storing.provisionalYears());
        assertEquals(Optional.of(endOf("2027-01-01")), storing.until());
    }

    @Test
    void article26FourFieldsAndTheTranscriptAreObligationsOfTheirOwn() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T18:00")
                .when(Event.SEALED, "2026-03-02T19:00")
                .known("2026-03-02T19:00", "method", "madeAt")
                .known("2026-03-06T00:00", "maker")
                .under("sound")
                .recording();
        List<Obligation> all = regulation.of(recording, at("2026-03-10T00:00"));
        assertEquals(State.FULFILLED, the("field:method", all).state());
        assertEquals(State.FULFILLED, the("field:madeAt", all).state());
        assertEquals(State.FULFILLED_LATE, the("field:maker", all).state());
        assertEquals(State.OVERDUE, the("field:objectOfProof", all).state());
        assertEquals(State.OVERDUE, the("field:transcript", all).state());
        assertEquals("JE-26", the("field:transcript", all).cite().article());
    }

    @Test
    void article26OnlySoundNeedsATranscript() {
        RecordingFacts video =
                new Given().when(Event.RECORDING_ENDED, "2026-03-02T18:00").recording();
        assertFalse(has("field:transcript", regulation.of(video, at("2026-03-03T00:00"))));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-02T17:00, 2026-04-01
            2026-01-22T17:00, 2026-02-24
            2026-03-05T17:00, 2026-04-07
            2024-01-30T17:00, 2024-02-29
            2025-01-29T17:00, 2025-02-28
            2025-12-02T17:00, 2026-01-04
            """)
    void article27ThirtyDaysFromTheEndOfTheMatter(String concluded, String lastDay) {
        CaseFacts file = new Given().when(Event.CASE_CONCLUDED, concluded).file();
        Obligation archiving = the("archiving", regulation.of(file, at(concluded)));
        assertEquals(Optional.of(endOf(lastDay)), archiving.until());
        assertEquals("JE-27", archiving.cite().article());
    }

    @Test
    void article27NothingIsCountedBeforeTheMatterHasEnded() {
        CaseFacts file =
                new Given().when(Event.CASE_STARTED, "2026-03-02T09:00").file();
        Obligation archiving = the("archiving", regulation.of(file, at("2028-01-01T00:00")));
        assertEquals(State.WAITING, archiving.state());
        assertEquals(Optional.empty(), archiving.until());
    }

    @Test
    void article27AnotherLawMaySetAnotherTerm() {
        CaseFacts file = new Given()
                .when(Event.CASE_CONCLUDED, "2026-03-02T17:00")
                .special("2026-06-01T00:00", "档案法实施条例")
                .file();
        Obligation archiving = the("archiving", regulation.of(file, at("2026-05-01T00:00")));
        assertEquals(Optional.of(at("2026-06-01T00:00")), archiving.until());
        assertEquals(List.of("special-term:档案法实施条例"), archiving.notes());
    }

    private ActJudgement judged(ActFacts act, String now) {
        return regulation.acts(new Given().with(act).file(), at(now)).get(0);
    }

    @Test
    void article19AnUnrecordedServiceIsPendingThenMissing() {
        ActFacts act = new Given().act("service-retention");
        assertEquals(ActJudgement.State.PENDING, judged(act, "2026-03-04T23:59").state());
        ActJudgement missing = judged(act, "2026-03-05T00:01");
        assertEquals(ActJudgement.State.RED, missing.state());
        assertEquals("JE-19", missing.cites().get(0).article());
    }

    @Test
    void article19ARecordingOfAnotherHourDoesNotCount() {
        ActFacts other =
                new Given().take("2026-03-02T12:00", "2026-03-02T13:00").act("service-retention");
        assertEquals(ActJudgement.State.RED, judged(other, "2026-03-10T00:00").state());
        ActFacts same = new Given().take("2026-03-02T08:50", "2026-03-02T11:10").act("service-retention");
        assertEquals(ActJudgement.State.GREEN, judged(same, "2026-03-10T00:00").state());
    }

    @Test
    void article19WhatTheWrittenRecordOfAServiceSays() {
        ActFacts act = new Given().known("2026-03-02T12:00", "witness").act("service-retention");
        List<Obligation> all = regulation.of(new Given().with(act).file(), at("2026-03-03T00:00"));
        assertEquals(State.FULFILLED, the("field:witness", all).state());
        assertEquals(State.WAITING, the("field:retentionReason", all).state());
    }

    @Test
    void article10SeizureIsPromotedAndNotDemanded() {
        ActJudgement judgement = judged(new Given().act("coercive-measure"), "2026-06-01T00:00");
        assertEquals(ActJudgement.State.NOT_REQUIRED, judgement.state());
        assertEquals("JE-10", judgement.cites().get(0).article());
    }

    @Test
    void article22WhereNecessaryIsJudgedAndTheJudgementRecorded() {
        ActFacts open = new Given().act("correction-check");
        assertEquals(
                ActJudgement.State.PENDING, judged(open, "2026-06-01T00:00").state());
        List<Obligation> all = regulation.of(new Given().with(open).file(), at("2026-06-01T00:00"));
        assertEquals(State.OVERDUE, the("judgement", all).state());
        assertEquals(
                ActJudgement.State.NOT_REQUIRED,
                judged(new Given().judged(false).act("correction-check"), "2026-06-01T00:00")
                        .state());
        assertEquals(
                ActJudgement.State.RED,
                judged(new Given().judged(true).act("correction-check"), "2026-06-01T00:00")
                        .state());
    }

    @Test
    void article4AnExplosionProofRecorderVoidsTheExemption() {
        ActFacts excused = new Given().exempted("explosive", Set.of()).act("enforcement");
        assertEquals(
                ActJudgement.State.AMBER, judged(excused, "2026-03-10T00:00").state());
        ActFacts equipped =
                new Given().exempted("explosive", Set.of("explosion-proof")).act("enforcement");
        ActJudgement judgement = judged(equipped, "2026-03-10T00:00");
        assertEquals(ActJudgement.State.RED, judgement.state());
        assertEquals(List.of("exemption-void-by:explosion-proof"), judgement.faults());
    }

    @Test
    void article18And21PapersThatTheCaseMustHold() {
        CaseFacts file = new Given()
                .when(Event.CASE_CONCLUDED, "2026-03-02T17:00")
                .under("service-post")
                .known("2026-03-03T00:00", "邮寄送达凭证")
                .with(new Given().act("service-notice"))
                .file();
        List<Obligation> all = regulation.of(file, at("2026-03-04T00:00"));
        assertEquals(State.FULFILLED, the("document:邮寄送达凭证", all).state());
        assertEquals(State.ON_TIME, the("document:书面公告", all).state());
        assertFalse(has("document:听证笔录/听证报告", all));
    }

    @Test
    void noArticleGivesANumberForRetentionSoNothingIsProposed() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T18:00")
                .when(Event.SEALED, "2026-03-02T19:00")
                .recording();
        Retention kept = regulation.retention(recording, Optional.empty(), false, at("2099-01-01T00:00"));
        assertFalse(kept.proposable());
        assertEquals(List.of("no-number"), kept.reasons());
    }
}
