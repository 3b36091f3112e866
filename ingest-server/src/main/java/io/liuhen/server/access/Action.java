package io.liuhen.server.access;

/** What can be done here. Whatever a request does is one of these. */
public enum Action {
    /** Begin an upload. */
    UPLOAD("begin an upload"),
    /** Ask where an upload stands, append to it, end it. */
    CONTINUE_UPLOAD("go on with an upload"),
    /** See where an upload stands, without taking it over. */
    SEE_UPLOAD("see an upload"),
    /** See what is known of recordings and segments. */
    READ_METADATA("read metadata"),
    /** See or hear a copy for viewing. */
    READ_COPY("see copies for viewing"),
    /** Have original bytes. */
    READ_ORIGINAL("have originals"),
    /** Correct what is known of a recording. */
    CORRECT_METADATA("correct metadata"),
    /** Put acts and cases on record, and correct them. */
    KEEP_CASES("keep acts and cases"),
    /** Make a frozen volume of a case. */
    ARCHIVE("archive cases"),
    /** Agree to what somebody else proposes. */
    APPROVE("approve what others propose"),
    /** Write down what is said in a recording, and confirm what a machine has heard. */
    TRANSCRIBE("transcribe"),
    /** Say what is to be hidden in copies that are released, and have them made. */
    REDACT("have redacted copies made"),
    /** See what was done to a recording or a segment. */
    READ_CUSTODY("read the custody log"),
    /** See what keeps a segment. */
    SEE_KEEPING("see what keeps a segment"),
    /** Say why a file that was announced will not come. */
    EXPLAIN_ABSENCE("explain absences"),
    /** Set a time or a hold, or take a hold away. */
    CHANGE_KEEPING("hold, keep and release"),
    /** Let a segment go for ever. */
    DISPOSE("dispose of a segment"),
    /** See which jobs wait, run or were given up, and why. */
    SEE_JOBS("see jobs"),
    /** Have a job done again, or not at all. */
    RUN_JOBS("have jobs done again, or cancel them"),
    /** Let machines in, and shut them out. */
    MANAGE_MACHINES("enrol and revoke devices and docks"),
    /** Have a new key in place of one's own. */
    ROTATE_KEY("rotate the own key"),
    /** Make and revoke tokens of services. */
    GRANT_SERVICES("make and revoke tokens of services"),
    /** Make and revoke tokens of people. */
    GRANT_PEOPLE("make and revoke tokens of people"),
    /** See metrics, and the checks of health one by one. */
    WATCH("read metrics and checks"),
    /** See what this server is and how it is spoken to. */
    LOOK("read the API's description"),
    /** Exchange a code for a key: the code is the credential. */
    ENROL("exchange an enrolment code"),
    /** Ask whether the server lives, as who restarts or routes must. */
    PROBE("ask whether the server lives");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
