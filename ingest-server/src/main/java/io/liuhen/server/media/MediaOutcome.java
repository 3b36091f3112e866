package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

/**
 * How a job ended. A correct caller handles all three: what came out, what never will, and what may be tried again.
 *
 * @param <T> what the job makes
 */
public sealed interface MediaOutcome<T> {

    /** The job did what it was asked for. */
    record Done<T>(T value) implements MediaOutcome<T> {
        public Done {
            requireNonNull(value, "value is null");
        }
    }

    /** The answer is no, and will be no again. The detail is one sentence for a person, plain text, of bounded length. */
    record Refused<T>(Reason reason, String detail) implements MediaOutcome<T> {
        public Refused {
            requireNonNull(reason, "reason is null");
            detail = PlainText.sentence(detail);
        }
    }

    /**
     * The worker was lost before it could answer. May be tried again by the caller, who counts attempts: a file that
     * kills every worker looks the same as a machine that has run out of memory once.
     */
    record Lost<T>(LossCause cause, String detail) implements MediaOutcome<T> {
        public Lost {
            requireNonNull(cause, "cause is null");
            detail = PlainText.sentence(detail);
        }
    }
}
