package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a worker's code leads to. */
class WorkerReachTest {
    private static final String MEDIA = "io.liuhen.server.media.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.liuhen.server");

    /** By name: what a worker's code leads to must be these packages, whatever stands beside it in the same jar. */
    @Test
    void aMediaWorkerKnowsNothingOfTheServerThatStartsIt() {
        JavaClass worker = CLASSES.get(MediaWorkerMain.class);
        Set<String> reached = new TreeSet<>();
        Deque<JavaClass> toVisit = new ArrayDeque<>(List.of(worker));
        while (!toVisit.isEmpty()) {
            JavaClass visited = toVisit.pop();
            if (reached.add(visited.getName()) && visited.getName().startsWith("io.liuhen.")) {
                visited.getDirectDependenciesFromSelf().forEach(next -> toVisit.push(next.getTargetClass()));
            }
        }
        List<String> foreign = reached.stream()
                .map(name -> name.replaceFirst("^\\[+L", ""))
                .filter(name -> !name.startsWith(MEDIA))
                .filter(name -> name.contains("."))
                .filter(name -> Stream.of(
                                "java.lang.", "java.util.", "java.io.", "java.nio.", "org.bytedeco.", "org.jspecify.")
                        .noneMatch(name::startsWith))
                .toList();
        assertEquals(List.of(), foreign, "a worker that was taken over finds what is on its class path");
        for (String part : List.of("MediaWorkers", "WorkerProcess", "WorkerCommand", "OutputFiles", "MediaConfig")) {
            assertFalse(reached.contains(MEDIA + part), part + " is the server's side");
        }
        assertTrue(reached.contains(MEDIA + "Transcoder"), "the search reaches the worker's own code");
    }
}
