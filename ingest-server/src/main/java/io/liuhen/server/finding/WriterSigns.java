package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.StreamFacts;
import io.liuhen.server.media.Structure;
import io.liuhen.server.media.TrackStructure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has written a file: the names that are in it, and what belongs to a maker and is not there. Pure. */
final class WriterSigns {
    /** What FFmpeg's writer puts beside its name for a file, whatever the file is. */
    private static final long BRAND_VERSION_OF_PROGRAM = 512;

    private static final String GOPRO = "GoPro";
    private static final Set<String> GOPRO_DATA = Set.of("FIRM", "GPMF", "CAME");

    private final MediaFacts facts;
    private final Structure structure;
    private final FileTolerances tolerances;
    private final Signs signs;

    WriterSigns(String segment, MediaFacts facts, FileTolerances tolerances) {
        this.facts = facts;
        this.structure = facts.structure();
        this.tolerances = tolerances;
        this.signs = new Signs(segment);
    }

    List<Finding> found() {
        Set<String> inContainer = new LinkedHashSet<>();
        for (String tag : List.of("encoder", "software", "writing_application", "com.apple.quicktime.software")) {
            inContainer.add(facts.tags().getOrDefault(tag, ""));
        }
        named(Kind.WRITER_NAMED, inContainer, "文件标明由", "The file names as its writer: ");
        Set<String> inStreams = new LinkedHashSet<>();
        for (StreamFacts stream : facts.streams()) {
            inStreams.add(stream.encoder());
            inStreams.add(stream.details().tags().getOrDefault("encoder", ""));
        }
        named(Kind.STREAM_WRITER_NAMED, inStreams, "其中的流标明由", "A stream in it names as its writer: ");
        named(
                Kind.WRITER_WITHIN,
                new LinkedHashSet<>(structure.writers().values()),
                "编码数据或附注中留有程序名称",
                "Within the coded data or notes a program has left its name: ");
        handlers();
        brand();
        makerData();
        makerUnsaid();
        return signs.found();
    }

    private void named(Kind kind, Set<String> names, String chinese, String english) {
        List<String> programs = names.stream().filter(Programs::isOfFilms).toList();
        List<String> foreign =
                programs.stream().filter(name -> !tolerances.knows(name)).toList();
        if (!foreign.isEmpty()) {
            String all = String.join(", ", foreign);
            signs.add(
                    kind,
                    chinese + "\u201c" + all + "\u201d写入，不是执法记录仪的程序。",
                    english + all + ".",
                    Map.of("names", foreign));
        } else if (!programs.isEmpty()) {
            String all = String.join(", ", programs);
            signs.add(
                    Kind.WRITER_KNOWN,
                    "由本单位登记的程序\u201c" + all + "\u201d写入。",
                    "Written by a program that this agency uses itself: " + all + ".",
                    Map.of("names", programs));
        }
    }

    private boolean writtenByKnown() {
        return facts.encoders().stream().anyMatch(tolerances::knows);
    }

    private void handlers() {
        List<String> names = new ArrayList<>();
        structure.tracks().stream().map(TrackStructure::name).forEach(names::add);
        facts.streams().stream().map(StreamFacts::handler).forEach(names::add);
        List<String> ofPrograms =
                names.stream().filter(Programs::isHandler).distinct().toList();
        if (!ofPrograms.isEmpty() && !writtenByKnown()) {
            String all = String.join(", ", ofPrograms);
            signs.add(
                    Kind.HANDLER_OF_PROGRAM,
                    "轨道名称\u201c" + all + "\u201d是软件所用的名称。",
                    "Tracks are named as programs name theirs: " + all + ".",
                    Map.of("names", ofPrograms));
        }
    }

    private void brand() {
        if (structure.brandVersion() == BRAND_VERSION_OF_PROGRAM && !writtenByKnown()) {
            String brands =
                    structure.brand() + " / " + structure.brandVersion() + " / " + String.join("", structure.brands());
            signs.add(
                    Kind.BRAND_OF_PROGRAM,
                    "文件类型标识\u201c" + brands + "\u201d是通用软件写入的。",
                    "It calls itself " + brands + ", as a widely used program calls its files.",
                    Map.of("brand", brands));
        }
    }

    private void makerData() {
        boolean gopro =
                structure.tracks().stream().anyMatch(track -> track.name().contains(GOPRO));
        if (gopro && structure.userData().stream().noneMatch(GOPRO_DATA::contains)) {
            signs.add(
                    Kind.MAKER_DATA_ABSENT,
                    "轨道以厂商" + GOPRO + "命名，但缺少该厂商写入的数据块。",
                    "Its tracks are named by " + GOPRO + ", but what this maker puts into its files is not there.",
                    Map.of("maker", GOPRO, "userData", structure.userData()));
        }
    }

    private void makerUnsaid() {
        boolean handlers =
                facts.streams().stream().anyMatch(stream -> !stream.handler().isEmpty());
        boolean tracks =
                structure.tracks().stream().anyMatch(track -> !track.name().isEmpty());
        boolean says = facts.tags().keySet().stream().anyMatch(tag -> !tag.equals("creation_time"));
        if (!handlers
                && !tracks
                && !says
                && facts.encoders().isEmpty()
                && structure.userData().isEmpty()) {
            signs.add(
                    Kind.MAKER_UNSAID,
                    "文件中没有任何关于制作设备或程序的说明。",
                    "Nothing in the file says which device or program has made it.",
                    Map.of("format", facts.format()));
        }
    }
}
