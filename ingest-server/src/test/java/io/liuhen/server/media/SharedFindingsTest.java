package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.liuhen.server.finding.FileFindings;
import io.liuhen.server.finding.FileTolerances;
import io.liuhen.server.finding.Finding;
import io.liuhen.server.finding.Level;
import io.liuhen.server.testing.SharedMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is found in real files: what an editor has written says so, and what a device has written gives nobody a reason to
 * ask. The findings of each file are written to {@code target/shared-findings.txt}.
 */
class SharedFindingsTest {
    private static final Set<String> BY_DEVICES = Set.of("video", "audio", "photo");

    /** Files among those of devices that a program has written, and why that is known from elsewhere than from here. */
    private static final Map<String, String> BY_PROGRAMS = Map.of(
            "drew_chirp-5-id3.mp3", "its header names LAME, an encoder",
            "media_bbb_1ch_8kHz_aac_lc.aac", "an animated film's sound: its first frame names Lavc",
            "media_bbb_mono_8kHz_12.2kbps_amrnb.3gp", "an animated film's sound: boxes of Lavf",
            "media_bbb_176x144_128kbps_15fps_h263.3gp", "an animated film: its tracks name GPAC",
            "mp4p_amr_nb_1f.3gp", "one frame, cut out: boxes of Lavf",
            "media_sample_h264.ts", "a test picture: its first packet names x264",
            "exifs_DSCN0010.jpg", "its EXIF names Nikon Transfer, and a day that is ten days later",
            "media_london.jpg", "its EXIF names GIMP, and a day that is half a year later");

    @TempDir
    private Path directory;

    private final List<String> table = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    @Test
    void editedFilesSaySoAndDevicesFilesGiveNoReasonToAsk() throws IOException {
        Optional<SharedMedia> shared = SharedMedia.find();
        assumeTrue(shared.isPresent(), "there is no shared/media beside this checkout");
        SharedMedia media = shared.get();
        Set<String> byLavf = writtenByLavf(media);
        try (MediaWorkers workers = Workbench.workers()) {
            for (Path name : media.files()) {
                if (!name.startsWith("hostile")) {
                    look(workers, media, name, byLavf);
                }
            }
        } finally {
            Files.write(Path.of("target", "shared-findings.txt"), table);
        }
        assertEquals(List.of(), unexpected, () -> String.join("\n", table));
        assertTrue(table.size() > 50, "the files are where this test looks for them");
    }

    private void look(MediaWorkers workers, SharedMedia media, Path name, Set<String> byLavf) {
        MediaSource source = Workbench.source(media.at(name));
        MediaOutcome<MediaFacts> probed = workers.probe(source);
        String file = String.valueOf(name.getFileName());
        String folder = name.getName(0).toString();
        if (!(probed instanceof MediaOutcome.Done<MediaFacts> done)) {
            table.add(String.format(Locale.ROOT, "%-60s %s", name, "not opened"));
            return;
        }
        List<Finding> found = new ArrayList<>(findings(workers, source, done.value()));
        String told = found.stream()
                .map(finding -> finding.kind().code() + (finding.kind().level() == Level.NOTICE ? "!" : ""))
                .collect(Collectors.joining(" "));
        table.add(String.format(Locale.ROOT, "%-60s %s", name, told));
        found.forEach(finding -> table.add("        " + finding.english()));
        boolean notice = found.stream().anyMatch(finding -> finding.kind().level() == Level.NOTICE);
        boolean byProgram = byLavf.contains(file) || BY_PROGRAMS.containsKey(file);
        if (BY_DEVICES.contains(folder) && notice != byProgram) {
            unexpected.add(name + (notice ? " gets a notice" : " gets none"));
        }
        boolean edited = folder.equals("edited") || file.startsWith("edit_");
        if (edited && !notice) {
            unexpected.add(name + " gets none");
        }
    }

    private List<Finding> findings(MediaWorkers workers, MediaSource source, MediaFacts facts) {
        FileFindings rules = new FileFindings(FileTolerances.USUAL);
        List<Finding> found = new ArrayList<>(rules.of("segment", facts));
        if (facts.kind() != MediaKind.PHOTO) {
            Seen[] seen = new Seen[1];
            Watcher watcher = new Watcher() {
                @Override
                public void reached(long micros) {
                    // How far it has come says nothing of what is seen.
                }

                @Override
                public void seen(Seen all) {
                    seen[0] = all;
                }
            };
            if (workers.view(source, facts, directory, watcher) instanceof MediaOutcome.Done<?>) {
                found.addAll(rules.of("segment", facts, seen[0]));
            }
        }
        return found;
    }

    /** The list that comes with the files says of each which program it names. */
    private static Set<String> writtenByLavf(SharedMedia media) throws IOException {
        return Files.readAllLines(media.at(Path.of("README.md"))).stream()
                .filter(line -> line.contains("=Lavf"))
                .map(line -> line.split("\\|", -1)[1].strip())
                .collect(Collectors.toSet());
    }
}
