package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.DeviceClock;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.PictureFacts;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a photo tells of who has written it, and when. Pure. */
final class PhotoSigns {
    private final MediaFacts facts;
    private final Structure structure;
    private final FileTolerances tolerances;
    private final Signs signs;

    PhotoSigns(String segment, MediaFacts facts, FileTolerances tolerances) {
        this.facts = facts;
        this.structure = facts.structure();
        this.tolerances = tolerances;
        this.signs = new Signs(segment);
    }

    List<Finding> found() {
        program();
        rewritten();
        makerNote();
        thumbnail();
        ContainerSigns.behind(structure, signs);
        return signs.found();
    }

    private void program() {
        List<String> names = Stream.of(
                        facts.tags().getOrDefault("exif.Software", ""),
                        facts.tags().getOrDefault("exif.ProcessingSoftware", ""),
                        structure.writers().getOrDefault("xmp", ""))
                .filter(Programs::isOfPhotos)
                .filter(name -> !tolerances.knows(name))
                .distinct()
                .toList();
        if (!names.isEmpty()) {
            String all = String.join(", ", names);
            signs.add(
                    Kind.PHOTO_PROGRAM,
                    "照片标明经\u201c" + all + "\u201d处理。",
                    "The photo names a program that no camera is: " + all + ".",
                    Map.of("names", names));
        }
    }

    private void rewritten() {
        Optional<LocalDateTime> taken = clock("exif.DateTimeOriginal");
        Optional<LocalDateTime> written = clock("exif.DateTime");
        if (taken.isEmpty() || written.isEmpty()) {
            return;
        }
        Duration difference = Duration.between(taken.get(), written.get());
        if (difference.abs().compareTo(tolerances.clock()) > 0) {
            signs.add(
                    Kind.PHOTO_REWRITTEN,
                    "照片拍摄于" + taken.get() + "，但文件写于" + written.get() + "。",
                    "It was taken at " + taken.get() + ", and written at " + written.get() + ".",
                    Map.of(
                            "taken",
                            taken.get().toString(),
                            "written",
                            written.get().toString(),
                            "seconds",
                            difference.toSeconds()));
        }
    }

    private Optional<LocalDateTime> clock(String source) {
        return DeviceClock.of(facts).stream()
                .filter(clock -> clock.source().equals(source) && !clock.local().isEmpty())
                .findFirst()
                .map(clock -> LocalDateTime.parse(clock.local()));
    }

    private void makerNote() {
        String make = facts.tags().getOrDefault("exif.Make", "");
        if (!make.isEmpty() && !structure.photo().containsKey("maker-note")) {
            signs.add(
                    Kind.MAKER_NOTE_ABSENT,
                    "照片标明相机" + make + "，但没有厂商的附注。",
                    "It names a camera of " + make + ", but has none of its maker's notes.",
                    Map.of("make", make));
        }
    }

    private void thumbnail() {
        String[] size = structure.photo().getOrDefault("thumbnail", "").split("x", -1);
        Optional<PictureFacts> picture = facts.video().map(StreamFacts::picture);
        if (size.length != 2 || picture.isEmpty()) {
            return;
        }
        int width = Integer.parseInt(size[0]);
        int height = Integer.parseInt(size[1]);
        boolean lies = picture.get().width() > picture.get().height();
        boolean square = picture.get().width() == picture.get().height() || width == height;
        if (!square && lies != width > height) {
            signs.add(
                    Kind.THUMBNAIL_DIFFERS,
                    "缩略图" + width + "×" + height + "与照片" + picture.get().width() + "×"
                            + picture.get().height() + "方向不同。",
                    "Its small picture of " + width + " x " + height + " stands another way than the photo of "
                            + picture.get().width() + " x " + picture.get().height() + ".",
                    Map.of("thumbnail", width + "x" + height));
        }
    }
}
