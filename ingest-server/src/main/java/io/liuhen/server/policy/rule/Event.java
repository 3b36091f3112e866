package io.liuhen.server.policy.rule;

/** What happens to recordings, cases, reviews and decisions, and begins or ends a term. */
public enum Event {
    RECORDING_ENDED,
    /** The enforcement on the spot is over (执法工作结束). */
    WORK_ENDED,
    DOCKED,
    /** Durably stored: the seal. */
    SEALED,
    /** The procedure was started (程序启动). */
    CASE_STARTED,
    /** The approval of the start was filed (程序启动审批表). */
    START_APPROVED,
    /** The act is carried out to its end (执行终结). */
    CASE_CONCLUDED,
    /** The case is closed (结案). */
    CASE_CLOSED,
    ARCHIVED,
    /** All papers for a review are there (材料齐备). */
    REVIEW_ACCEPTED,
    OPINION_GIVEN,
    OPINION_RECEIVED,
    OBJECTION_FILED,
    /** The review ended in agreement. */
    REVIEW_PASSED,
    DECISION_MADE,
    PUBLISHED,
    /** A ruling that takes the decision back has arrived. */
    REVOCATION_RECEIVED,
    WITHDRAWN,
    REPORTED
}
