package io.liuhen.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.http.Problem.Retry;
import io.liuhen.storage.disk.StorageException;
import io.liuhen.storage.disk.StorageException.Category;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** "Refusals tell the device what to do." */
final class ProblemTest {
    @ParameterizedTest
    @CsvSource({
        "NO_SPACE, 507, LATER",
        "READ_ONLY, 503, LATER",
        "AMBIGUOUS_COMMIT, 503, LATER",
        "CORRUPT, 500, NEVER",
        "IO, 503, LATER",
        "IN_USE, 503, LATER",
        "TOO_NEW, 503, LATER",
        "CLOSED, 503, LATER",
    })
    void aFailureOfTheDiskSaysWhatTheDeviceCanDo(Category category, int status, Retry retry) {
        Problem problem = Problem.of(new StorageException(category, "/srv/liuhen/vault: secret"));
        assertEquals(status, problem.status());
        assertEquals(retry, problem.retry());
        assertEquals(
                problem,
                Problem.of(new CompletionException(new StorageException(category, "wrapped"))),
                "wherever it failed");
    }

    @ParameterizedTest
    @EnumSource(Category.class)
    void noFailureTellsAboutTheServersInside(Category category) {
        Problem problem = Problem.of(new StorageException(category, "/srv/liuhen/vault: secret"));
        assertFalse(problem.json().toString().contains("secret"));
    }

    @Test
    void anyOtherFailureIsOurs() {
        Problem problem = Problem.of(new IllegalStateException("secret"));
        assertEquals(500, problem.status());
        assertEquals(Retry.LATER, problem.retry());
        assertFalse(problem.json().toString().contains("secret"));
    }

    /** RFC 9457: type, title, status, detail; and our own retry. */
    @Test
    void aProblemIsADocument() {
        ObjectNode json = Problem.resume(409, "wrong-offset", "The upload stands elsewhere", "go on from there")
                .with("offset", 7)
                .json();
        assertEquals(
                "{\"type\":\"urn:liuhen:problem:wrong-offset\",\"title\":\"The upload stands elsewhere\",\"status\":409,"
                        + "\"detail\":\"go on from there\",\"retry\":\"resume\",\"offset\":7}",
                json.toString());
    }
}
