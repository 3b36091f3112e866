package io.liuhen.server.http.upload;

import static io.liuhen.server.testing.Seeded.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.testing.Answer;
import io.liuhen.server.testing.TestServer;
import io.liuhen.server.testing.Tus;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "The same bytes under the same name from the same device again": also while the first are still under way. */
final class TwiceAtOnceIT {
    private static final int FILES = 10;

    @TempDir
    private Path folder;

    @Test
    void aClientThatRepeatsWhatItHasNoAnswerToHasOneSegment() {
        try (TestServer server = TestServer.in(folder)) {
            for (int i = 0; i < FILES; i++) {
                byte[] content = bytes(200_000, i);
                String name = "REC_" + i + ".MP4";
                List<CompletableFuture<Answer>> same = IntStream.range(0, 4)
                        .mapToObj(copy -> CompletableFuture.supplyAsync(() -> server.http()
                                .put("/files/" + name, content, "Upload-Metadata", Tus.metadata("device", "ZFY-1"))))
                        .toList();
                Set<String> ids = new TreeSet<>();
                int fresh = 0;
                for (CompletableFuture<Answer> one : same) {
                    Answer answer = one.join();
                    ids.add(answer.json().path("id").asText());
                    fresh += answer.status() == 201 ? 1 : 0;
                }
                assertEquals(1, ids.size(), name);
                assertEquals(1, fresh, name);
            }
        }
    }
}
