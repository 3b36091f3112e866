package io.liuhen.server.policy;

import static io.liuhen.server.policy.Given.at;
import static io.liuhen.server.policy.Given.endOf;
import static io.liuhen.server.policy.Given.has;
import static io.liuhen.server.policy.Given.the;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.policy.Obligation.State;
import io.liuhen.server.policy.rule.Event;
import io.liuhen.server.policy.rule.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 吉林省民政厅: 附件2 实施办法 (JC2) and 附件3 音像记录设备使用管理办法 (JC3). */
final class JilinCivilTest {
    private final Obligations regulation = Given.regulation("jilin-civil");

    private List<Obligation> of(ProceedingFacts proceeding, String now) {
        return regulation.of(new Given().with(proceeding).file(), at(now));
    }

    @Test
    void annex2Article18ThreeLabelsBeforeItCountsAsStored() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2026-03-02T18:00")
                .when(Event.SEALED, "2026-03-03T09:00")
                .known("2026-03-03T09:00", "case", "party")
                .recording();
        List<Obligation> all = regulation.of(recording, at("2026-03-05T01:00"));
        assertEquals(State.FULFILLED, the("storing", all).state());
        assertEquals(State.FULFILLED, the("field:party", all).state());
        Obligation handler = the("field:handler", all);
        assertEquals(State.OVERDUE, handler.state());
        assertEquals(Optional.of(endOf("2026-03-04")), handler.until());
        assertEquals("JC2-18(一)1", handler.cite().article());
    }

    private ActJudgement judged(ActFacts act, String now) {
        return regulation.acts(new Given().with(act).file(), at(now)).get(0);
    }

    @Test
    void annex3Article5AnExemptionNeedsAWorkRecordAndTheSuperiorTold() {
        ActFacts bare = new Given()
                .exempted("urgent", Set.of(), "reason", "basis", "author", "time")
                .act("inspection");
        ActJudgement missing = judged(bare, "2026-03-10T00:00");
        assertEquals(ActJudgement.State.RED, missing.state());
        assertEquals(List.of("work-record-lacks:superior"), missing.faults());
        assertEquals(
                ActJudgement.State.PENDING, judged(bare, "2026-03-03T00:00").state());
        List<Obligation> all = regulation.of(new Given().with(bare).file(), at("2026-03-10T00:00"));
        assertEquals(State.OVERDUE, the("work-record:superior", all).state());
        assertEquals("JC3-5", the("work-record:superior", all).cite().article());
        ActFacts whole = new Given()
                .exempted("urgent", Set.of(), "reason", "basis", "author", "time", "superior")
                .act("inspection");
        assertEquals(ActJudgement.State.AMBER, judged(whole, "2026-03-10T00:00").state());
    }

    @Test
    void annex2Article14AtLeastTwoOfficersInvestigate() {
        CaseFacts one =
                new Given().with(new Given().officers(1).act("questioning")).file();
        assertEquals(
                State.OVERDUE,
                the("officers:2", regulation.of(one, at("2026-03-10T00:00"))).state());
        CaseFacts two =
                new Given().with(new Given().officers(2).act("questioning")).file();
        assertEquals(
                State.FULFILLED,
                the("officers:2", regulation.of(two, at("2026-03-10T00:00"))).state());
        CaseFacts other =
                new Given().with(new Given().officers(1).act("service-notice")).file();
        assertFalse(has("officers:2", regulation.of(other, at("2026-03-10T00:00"))));
    }

    @Test
    void annex3Article9ThePapersAndTheDocumentsTimesAreAskedFor() {
        ActFacts act = new Given().take("2026-03-02T09:00", "2026-03-02T11:00").act("inspection");
        List<Obligation> all = regulation.of(new Given().with(act).file(), at("2026-03-10T00:00"));
        assertEquals("JC3-9", the("mark:亮证", all).cite().article());
        assertEquals("JC3-9", the("field:documentStart", all).cite().article());
    }

    /** Five working days, after the day on which the papers were complete: Monday 2 March 2026. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            '', '', '', 2026-03-09
            supplement, 2026-03-04T10:00, 2026-03-05T09:00, 2026-03-11
            expert, 2026-03-04T10:00, 2026-03-04T11:00, 2026-03-10
            supplement, 2026-03-07T10:00, 2026-03-08T11:00, 2026-03-09
            holiday, 2026-03-04T10:00, 2026-03-05T09:00, 2026-03-09
            """)
    void annex2Article26And28FiveWorkingDaysWithoutThePauses(String reason, String from, String to, String lastDay) {
        Given given = new Given().when(Event.REVIEW_ACCEPTED, "2026-03-02T10:00");
        if (!reason.isEmpty()) {
            given.stop(reason, from, to);
        }
        Obligation review = the("legal-review", of(given.proceeding(Subject.REVIEW), "2026-03-09T00:00"));
        assertEquals(Optional.of(endOf(lastDay)), review.until());
        assertEquals("JC2-26", review.cite().article());
        assertEquals(reason.equals("holiday") ? List.of("pause-not-provided:holiday") : List.of(), review.notes());
    }

    @Test
    void annex2Article28AnOpenPauseMovesTheEndDayByDay() {
        ProceedingFacts open = new Given()
                .when(Event.REVIEW_ACCEPTED, "2026-03-02T10:00")
                .stop("supplement", "2026-03-04T10:00", "")
                .proceeding(Subject.REVIEW);
        Obligation later = the("legal-review", of(open, "2026-03-20T12:00"));
        assertEquals(State.ON_TIME, later.state());
        assertEquals(Optional.of(endOf("2026-03-26")), later.until());
        assertEquals(List.of("paused:supplement"), later.notes());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-09T10:00, 主管法制审核工作的领导, 2026-03-16, extended
            2026-03-10T10:00, 主管法制审核工作的领导, 2026-03-09, extension-too-late
            2026-03-09T10:00, 承办人, 2026-03-09, extension-not-approved-by:主管法制审核工作的领导
            """)
    void annex2Article26AnExtensionCountsOnceApproved(String at, String approver, String lastDay, String note) {
        ProceedingFacts review = new Given()
                .when(Event.REVIEW_ACCEPTED, "2026-03-02T10:00")
                .extended("legal-review", at, approver)
                .proceeding(Subject.REVIEW);
        Obligation extended = the("legal-review", of(review, "2026-03-12T00:00"));
        assertEquals(Optional.of(endOf(lastDay)), extended.until());
        assertEquals(List.of(note), extended.notes());
        Obligation before = the("legal-review", of(review, "2026-03-05T00:00"));
        assertEquals(Optional.of(endOf("2026-03-09")), before.until());
    }

    @Test
    void annex2Article28IsTheTermThatIsNotTaken() {
        ProceedingFacts review =
                new Given().when(Event.REVIEW_ACCEPTED, "2026-03-02T10:00").proceeding(Subject.REVIEW);
        assertFalse(has("legal-review-28", of(review, "2026-03-05T00:00")));
    }

    @Test
    void annex2Article29TheRightToObjectLapses() {
        ProceedingFacts review =
                new Given().when(Event.OPINION_RECEIVED, "2026-03-02T10:00").proceeding(Subject.REVIEW);
        assertEquals(
                State.ON_TIME, the("objection", of(review, "2026-03-03T00:00")).state());
        Obligation lapsed = the("objection", of(review, "2026-03-06T00:01"));
        assertEquals(State.LAPSED, lapsed.state());
        assertEquals(Optional.of(endOf("2026-03-05")), lapsed.until());
    }

    @Test
    void annex2Article21NoDecisionBeforeTheReviewAgreed() {
        Given major = new Given().under("major", "penalty").when(Event.DECISION_MADE, "2026-03-02T10:00");
        assertEquals(
                State.OVERDUE,
                the("no-decision-before-review", of(major.proceeding(Subject.DECISION), "2026-03-03T00:00"))
                        .state());
        major.when(Event.REVIEW_PASSED, "2026-03-03T10:00");
        assertEquals(
                State.OVERDUE,
                the("no-decision-before-review", of(major.proceeding(Subject.DECISION), "2026-03-04T00:00"))
                        .state());
        major.when(Event.REVIEW_PASSED, "2026-03-01T10:00");
        assertEquals(
                State.FULFILLED,
                the("no-decision-before-review", of(major.proceeding(Subject.DECISION), "2026-03-04T00:00"))
                        .state());
    }

    @Test
    void annex2Article7PublicationWithinSevenOrTwentyWorkingDays() {
        Given decided = new Given().when(Event.DECISION_MADE, "2026-03-02T10:00");
        Obligation other = the("publication-other", of(decided.proceeding(Subject.DECISION), "2026-03-03T00:00"));
        assertEquals(Optional.of(endOf("2026-03-30")), other.until());
        decided.under("penalty");
        List<Obligation> penalty = of(decided.proceeding(Subject.DECISION), "2026-03-03T00:00");
        assertEquals(
                Optional.of(endOf("2026-03-11")), the("publication", penalty).until());
        assertFalse(has("publication-other", penalty));
        assertFalse(has("withdrawal", penalty));
        decided.when(Event.REVOCATION_RECEIVED, "2026-04-03T10:00");
        assertEquals(
                Optional.of(endOf("2026-04-09")),
                the("withdrawal", of(decided.proceeding(Subject.DECISION), "2026-04-03T11:00"))
                        .until());
    }

    @Test
    void annex2Article8WhatMustNotBePublishedIsNotAskedFor() {
        ProceedingFacts secret = new Given()
                .when(Event.DECISION_MADE, "2026-03-02T10:00")
                .under("penalty", "not-public")
                .proceeding(Subject.DECISION);
        assertFalse(has("publication", of(secret, "2026-03-03T00:00")));
    }

    @Test
    void annex2Article10TheYearsFiguresBeforeTheTenthOfDecember() {
        List<Obligation> year = regulation.ofYear(2026, Map.of(), at("2026-12-10T00:01"));
        assertEquals(Optional.of(endOf("2026-12-09")), the("statistics", year).until());
        assertEquals(State.OVERDUE, the("statistics", year).state());
        assertEquals(
                Optional.of(endOf("2027-01-04")),
                the("statistics-upwards", year).until());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-03-02T18:00, 2026-03-03T09:00, 2026-06-01T00:00, 2028-06-01
            2026-03-02T18:00, 2026-07-03T09:00, 2026-06-01T00:00, 2028-07-03
            2024-02-28T18:00, 2024-02-29T09:00, 2024-02-29T12:00, 2026-02-28
            """)
    void annex3Article11TwoYearsFromTheLatest(String ended, String sealed, String closed, String lastDay) {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, ended)
                .when(Event.SEALED, sealed)
                .recording();
        Optional<CaseFacts> file =
                Optional.of(new Given().when(Event.CASE_CLOSED, closed).file());
        Retention kept = regulation.retention(recording, file, false, endOf(lastDay));
        assertEquals(Optional.of(endOf(lastDay)), kept.until());
        assertFalse(kept.proposable());
        assertTrue(regulation
                .retention(recording, file, false, endOf(lastDay).plusMillis(1))
                .proposable());
    }

    @Test
    void annex3Article11TheLongestTermWinsAndAHoldBeatsEverything() {
        Given given = new Given()
                .when(Event.RECORDING_ENDED, "2021-03-02T18:00")
                .when(Event.SEALED, "2021-03-02T19:00")
                .under("penalty-evidence");
        Given file = new Given().when(Event.CASE_CLOSED, "2021-06-01T00:00");
        Retention open =
                regulation.retention(given.recording(), Optional.of(file.file()), false, at("2099-01-01T00:00"));
        assertEquals(List.of("case-file-open"), open.reasons());
        assertFalse(open.proposable());
        CaseFacts known = file.keptUntil("2031-06-02T00:00").file();
        Retention long1 = regulation.retention(given.recording(), Optional.of(known), false, at("2025-01-01T00:00"));
        assertEquals(Optional.of(at("2031-06-02T00:00")), long1.until());
        assertFalse(long1.proposable());
        assertTrue(regulation
                .retention(given.recording(), Optional.of(known), false, at("2031-06-03T00:00"))
                .proposable());
        Retention held = regulation.retention(given.recording(), Optional.of(known), true, at("2031-06-03T00:00"));
        assertEquals(List.of("hold"), held.reasons());
        assertFalse(held.proposable());
    }

    @Test
    void annex3Article11NothingIsProposedWhileTheCaseIsOpen() {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2021-03-02T18:00")
                .when(Event.SEALED, "2021-03-02T19:00")
                .recording();
        CaseFacts open =
                new Given().when(Event.CASE_STARTED, "2021-03-01T09:00").file();
        Retention kept = regulation.retention(recording, Optional.of(open), false, at("2099-01-01T00:00"));
        assertEquals(List.of("not-begun"), kept.reasons());
        assertFalse(kept.proposable());
        assertTrue(regulation
                .retention(recording, Optional.empty(), false, at("2023-03-03T00:01"))
                .proposable());
    }

    @ParameterizedTest
    @CsvSource({
        "decision-evidence,JC2-18(二)1", "coercive-measure,JC2-18(二)2", "dispute,JC2-18(二)3", "objection,JC2-18(二)4",
        "obstruction,JC2-18(二)5", "mass-incident,JC2-18(二)6", "other,JC2-18(二)7", "device-objection,JC3-12(一)",
        "device-obstruction,JC3-12(二)", "device-other,JC3-12(三)"
    })
    void annex2Article18AndAnnex3Article12LongTermClassesHaveNoEnd(String code, String article) {
        RecordingFacts recording = new Given()
                .when(Event.RECORDING_ENDED, "2021-03-02T18:00")
                .when(Event.SEALED, "2021-03-02T19:00")
                .longTerm(code)
                .recording();
        Retention kept = regulation.retention(recording, Optional.empty(), false, at("2099-01-01T00:00"));
        assertFalse(kept.proposable());
        assertEquals(List.of("long-term:" + code), kept.reasons());
        assertTrue(kept.cites().stream().anyMatch(cite -> cite.article().equals(article)));
    }

    @Test
    void annex3Article10TheListOfEvidenceBelongsIntoTheCase() {
        Given given = new Given().when(Event.CASE_CONCLUDED, "2026-03-02T17:00").with(new Given().act("inspection"));
        assertEquals(
                State.OVERDUE,
                the("document:证据登记保存清单", regulation.of(given.file(), at("2026-06-01T00:00")))
                        .state());
        given.known("2026-03-03T09:00", "证据登记保存清单");
        assertEquals(
                State.FULFILLED,
                the("document:证据登记保存清单", regulation.of(given.file(), at("2026-06-01T00:00")))
                        .state());
    }

    @Test
    void annex2Article31TheOpinionIsFiledInTheVolume() {
        CaseFacts file = new Given()
                .when(Event.CASE_CONCLUDED, "2026-03-02T17:00")
                .under("major")
                .file();
        assertEquals(
                "JC2-31",
                the("document:法制审核书面意见", regulation.of(file, at("2026-03-03T00:00")))
                        .cite()
                        .article());
    }
}
