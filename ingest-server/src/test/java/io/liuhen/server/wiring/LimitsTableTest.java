package io.liuhen.server.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.liuhen.server.admission.Limits;
import io.liuhen.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** One table of limits: in the documents, in {@code OPTIONS} and in the code. */
final class LimitsTableTest {
    private static final Path DOCUMENT = Path.of("../docs/http-api.md");

    private final Limits limits = Admitting.limits(ServerConfig.defaults());

    @Test
    void theDocumentsTableIsThatOfTheCode() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf("| What | In `Liuhen-Limits`");
        assertTrue(begin > 0, "there is a table");
        String table = document.substring(begin, document.indexOf("\n\n", begin) + 1);
        assertEquals(limits.table(), table);
    }

    @Test
    void theHeaderTellsTheSameNumbers() {
        String header = limits.header();
        for (Limits.Row row : limits.rows()) {
            assertEquals(
                    row.number() > 0,
                    (", " + header + ",").contains(", " + row.name() + "=" + row.number() + ","),
                    row.name());
        }
    }
}
