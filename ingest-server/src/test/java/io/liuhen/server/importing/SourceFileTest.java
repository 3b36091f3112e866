package io.liuhen.server.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceFileTest {
    @TempDir
    private Path folder;

    private List<String> names() throws IOException {
        return SourceFile.below(folder).files().stream().map(SourceFile::name).toList();
    }

    /** Linux keeps bytes, of which some are no text; two of those are still two files. */
    @Test
    void namesThatAreNoTextStayApart() throws IOException {
        for (String escaped : List.of("A%FF.MP4", "A%FE.MP4")) {
            Path path = Path.of(URI.create(folder.toUri() + escaped));
            assumeTrue(path.getFileName().toString().indexOf('\uFFFD') >= 0, "names are bytes here, read as UTF-8");
            Files.createFile(path);
        }
        Files.createFile(folder.resolve("B.MP4"));
        assertEquals(List.of("A%FE.MP4", "A%FF.MP4", "B.MP4"), names());
    }

    @Test
    void filesAreFoundInTheOrderOfTheirNamesAndLinksAreToldOf() throws IOException {
        Files.createDirectories(folder.resolve("DCIM/100"));
        Files.createFile(folder.resolve("DCIM/100/B.MP4"));
        Files.createFile(folder.resolve("A.MP4"));
        Files.createSymbolicLink(folder.resolve("DCIM/C.MP4"), folder.resolve("A.MP4"));
        assertEquals(List.of("A.MP4", "DCIM/100/B.MP4"), names());
        assertEquals(List.of("DCIM/C.MP4"), SourceFile.below(folder).passedOver());
    }
}
