package io.liuhen.server.finding;

import io.liuhen.server.finding.Finding.Kind;
import io.liuhen.server.media.Cadence;
import io.liuhen.server.media.Cadence.At;
import io.liuhen.server.media.MediaFacts;
import io.liuhen.server.media.PictureFacts;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How pictures follow each other. Only what is regular can be broken: cameras of phones place their pictures as light and
 * load allow, so a jump counts where nearly all distances are one, and an odd key picture where nearly all are one. Pure.
 */
final class CadenceSigns {
    private static final long PICTURES_LEAST = 10;
    private static final int REGULAR_PERCENT = 80;
    private static final long KEY_DISTANCES_LEAST = 8;
    private static final int KEYS_REGULAR_PERCENT = 90;
    /** More than these are a coder's way of answering to what it sees. */
    private static final int ODD_KEYS_MOST = 2;

    private static final long RARE_KEYS_MICROS = 4_000_000;
    private static final double RATES_APART = 0.01;

    private final MediaFacts facts;
    private final Cadence cadence;
    private final Signs signs;

    CadenceSigns(String segment, MediaFacts facts) {
        this.facts = facts;
        this.cadence = facts.structure().cadence();
        this.signs = new Signs(segment);
    }

    List<Finding> found() {
        jumps();
        keys();
        facts.video().ifPresent(video -> {
            if (video.picture() != null) {
                rates(video.picture());
            }
        });
        return signs.found();
    }

    private void jumps() {
        boolean regular = cadence.pictures() >= PICTURES_LEAST
                && cadence.usualSteps() * 100 >= (cadence.pictures() - 1) * REGULAR_PERCENT;
        if (!regular || cadence.jumpCount() == 0) {
            return;
        }
        String places = places(cadence.jumps());
        signs.add(
                Kind.PICTURES_JUMP,
                "画面间隔通常为" + Signs.seconds(cadence.usualStepMicros()) + "秒，但在第" + places + "秒处跳变，共" + cadence.jumpCount()
                        + "处。",
                "Its pictures are " + Signs.seconds(cadence.usualStepMicros()) + " s apart, but at " + places
                        + " s the distance jumps; " + cadence.jumpCount() + " in all.",
                Map.of(
                        "usualMicros",
                        cadence.usualStepMicros(),
                        "usualCount",
                        cadence.usualSteps(),
                        "atMicros",
                        instants(cadence.jumps()),
                        "stepMicros",
                        values(cadence.jumps()),
                        "count",
                        cadence.jumpCount()));
    }

    private void keys() {
        long distances = Math.max(0, cadence.keyPictures() - 1);
        boolean regular = cadence.usualKeyDistances() >= KEY_DISTANCES_LEAST
                && cadence.usualKeyDistances() * 100 >= distances * KEYS_REGULAR_PERCENT;
        if (regular && cadence.oddKeyCount() > 0 && cadence.oddKeyCount() <= ODD_KEYS_MOST) {
            String places = places(cadence.oddKeys());
            signs.add(
                    Kind.KEY_PICTURE_ODD,
                    "关键画面通常每" + cadence.usualKeyDistance() + "帧一个，但在第" + places + "秒处提前出现。",
                    "Every " + cadence.usualKeyDistance() + " pictures one can be decoded by itself, but at " + places
                            + " s one comes early.",
                    Map.of(
                            "usualPictures",
                            cadence.usualKeyDistance(),
                            "usualCount",
                            cadence.usualKeyDistances(),
                            "atMicros",
                            instants(cadence.oddKeys()),
                            "pictures",
                            values(cadence.oddKeys())));
        }
        if (cadence.longestKeyMicros() >= RARE_KEYS_MICROS) {
            signs.add(
                    Kind.KEY_PICTURES_RARE,
                    "关键画面最长相隔" + Signs.seconds(cadence.longestKeyMicros()) + "秒，记录仪通常更密。",
                    "Pictures that can be decoded by themselves are up to " + Signs.seconds(cadence.longestKeyMicros())
                            + " s apart; recorders place them closer.",
                    Map.of("longestMicros", cadence.longestKeyMicros(), "keyPictures", cadence.keyPictures()));
        }
    }

    private void rates(PictureFacts picture) {
        if (!picture.frameRate().known() || !picture.averageFrameRate().known()) {
            return;
        }
        double ratio = picture.frameRate().value() / picture.averageFrameRate().value();
        boolean fields = Math.abs(ratio - 2) < RATES_APART;
        if (Math.abs(ratio - 1) > RATES_APART && !fields) {
            String base =
                    picture.frameRate().numerator() + "/" + picture.frameRate().denominator();
            String average = picture.averageFrameRate().numerator() + "/"
                    + picture.averageFrameRate().denominator();
            signs.add(
                    Kind.RATES_DIFFER,
                    "标称帧率" + base + "与平均帧率" + average + "不同，手机的帧率也会变化。",
                    "It says " + base + " pictures a second and has " + average
                            + " on average; rates of phones vary, too.",
                    Map.of("rate", base, "average", average));
        }
    }

    private static String places(List<At> instants) {
        return instants.stream().map(at -> Signs.seconds(at.micros())).collect(Collectors.joining(", "));
    }

    private static List<Long> instants(List<At> instants) {
        return instants.stream().map(At::micros).toList();
    }

    private static List<Long> values(List<At> instants) {
        return instants.stream().map(At::value).toList();
    }
}
