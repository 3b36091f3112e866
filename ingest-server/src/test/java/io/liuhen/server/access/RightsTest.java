package io.liuhen.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of rights: the very one that the documents show, and what must hold of it whoever edits it. */
final class RightsTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "operating", "access.md");
    private static final Set<Action> MEDIA = EnumSet.of(Action.READ_COPY, Action.READ_ORIGINAL);

    /** The lines of the document's table, cell by cell. */
    private static List<List<String>> documented() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals("<!-- rights: checked by RightsTest -->"))
                .filter(line -> line.startsWith("|") && !line.startsWith("|--"))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @Test
    void everyRoleAndEveryActionIsAsTheDocumentsSay() throws IOException {
        List<List<String>> inCode = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        Stream.of(Role.values()).map(Role::toString).forEach(head::add);
        inCode.add(head);
        for (Action action : Action.values()) {
            List<String> line = new ArrayList<>(List.of(action.toString()));
            for (Role role : Role.values()) {
                line.add(Rights.of(role, action).toString());
            }
            inCode.add(line);
        }
        List<List<String>> documented = documented();
        assertEquals(inCode.size(), documented.size(), "one line for each action");
        for (int i = 0; i < inCode.size(); i++) {
            assertEquals(inCode.get(i), documented.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void onlyThoseWhomAnApproverLetInSeeMedia(Role role) {
        for (Action action : MEDIA) {
            boolean trial = role == Role.ANONYMOUS || role == Role.TRIAL_OPERATOR;
            assertTrue(
                    Rights.of(role, action) == Extent.NEVER || role.kind() == Role.Kind.PERSON || trial,
                    () -> role + ": " + action);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whoMakesPeopleDoesNotRunTheServerAndSeesNoMediaByIt(Role role) {
        boolean trial = role == Role.TRIAL_OPERATOR;
        boolean founder = role == Role.FOUNDER;
        boolean both = Rights.of(role, Action.GRANT_PEOPLE) != Extent.NEVER
                && Rights.of(role, Action.GRANT_SERVICES) != Extent.NEVER;
        assertEquals(trial || founder, both);
        if (founder) {
            for (Action action : MEDIA) {
                assertEquals(Extent.NEVER, Rights.of(role, action));
            }
        }
    }

    @Test
    void onlyTheApproverDisposes() {
        for (Role role : Role.values()) {
            boolean may = Rights.of(role, Action.DISPOSE) != Extent.NEVER;
            assertEquals(role == Role.APPROVER || role == Role.TRIAL_OPERATOR, may, role::toString);
        }
    }

    @Test
    void theInspectorChangesNothing() {
        Set<Action> changing = EnumSet.of(
                Action.UPLOAD,
                Action.CONTINUE_UPLOAD,
                Action.CORRECT_METADATA,
                Action.CHANGE_KEEPING,
                Action.DISPOSE,
                Action.RUN_JOBS,
                Action.MANAGE_MACHINES,
                Action.GRANT_PEOPLE,
                Action.GRANT_SERVICES);
        for (Action action : changing) {
            assertEquals(Extent.NEVER, Rights.of(Role.INSPECTOR, action), action::toString);
        }
    }

    @Test
    void aMachineTouchesUploadsAndNothingElse() {
        for (Role role : List.of(Role.DEVICE, Role.DOCK)) {
            for (Action action : EnumSet.complementOf(EnumSet.of(
                    Action.UPLOAD,
                    Action.CONTINUE_UPLOAD,
                    Action.SEE_UPLOAD,
                    Action.ROTATE_KEY,
                    Action.LOOK,
                    Action.ENROL,
                    Action.PROBE))) {
                assertEquals(Extent.NEVER, Rights.of(role, action), () -> role + ": " + action);
            }
        }
    }

    @Test
    void wordsNameOneRole() {
        for (Role role : Role.values()) {
            assertEquals(role, Role.named(role.toString()).orElseThrow());
        }
        assertNotEquals(Role.named("operator"), Role.named("trial-operator"));
        assertTrue(Role.named("root").isEmpty());
        assertEquals(
                Role.values().length,
                Map.copyOf(Stream.of(Role.values())
                                .collect(java.util.stream.Collectors.toMap(Role::toString, role -> role)))
                        .size());
    }
}
