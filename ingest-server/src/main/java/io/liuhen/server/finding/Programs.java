package io.liuhen.server.finding;

import java.util.List;
import java.util.Locale;

/** Programs that write, cut or encode media and are no recorder's own, by what their names have in them. Pure. */
final class Programs {
    private static final List<String> OF_FILMS = List.of(
            "lavf",
            "lavc",
            "ffmpeg",
            "x264",
            "x265",
            "handbrake",
            "gpac",
            "mp4box",
            "l-smash",
            "bento4",
            "mainconcept",
            "adobe",
            "premiere",
            "after effects",
            "final cut",
            "imovie",
            "davinci",
            "blackmagic",
            "vegas",
            "camtasia",
            "cyberlink",
            "nero",
            "vlc",
            "libvlc",
            "mkvmerge",
            "mkvtoolnix",
            "virtualdub",
            "mencoder",
            "avidemux",
            "kdenlive",
            "shotcut",
            "xvid",
            "divx",
            "tmpgenc",
            "lame",
            "obs studio",
            "capcut",
            "jianying",
            "\u526a\u6620",
            "\u7231\u526a\u8f91",
            "\u683c\u5f0f\u5de5\u5382",
            "formatfactory",
            "format factory",
            "windows movie maker",
            "produced by google");

    private static final List<String> OF_PHOTOS = List.of(
            "photoshop",
            "lightroom",
            "gimp",
            "nikon transfer",
            "viewnx",
            "capture nx",
            "picasa",
            "paint",
            "snapseed",
            "acdsee",
            "imagemagick",
            "irfanview",
            "meitu",
            "\u7f8e\u56fe",
            "iphoto",
            "aperture",
            "photoscape",
            "xnview",
            "corel",
            "canva",
            "digikam",
            "darktable",
            "windows photo");

    /** As these programs name the tracks that they write; Android's {@code VideoHandle} is none of them. */
    private static final List<String> HANDLERS = List.of(
            "VideoHandler", "SoundHandler", "AVC Coding", "Apple Video Media Handler", "Apple Sound Media Handler");

    private Programs() {}

    /** Whether a name is that of a program for films or sound. */
    static boolean isOfFilms(String name) {
        return has(OF_FILMS, name);
    }

    /** Whether a name is that of a program for photos. */
    static boolean isOfPhotos(String name) {
        return has(OF_PHOTOS, name) || has(List.of("adobe"), name);
    }

    /** Whether a track's name is one that programs give. */
    static boolean isHandler(String name) {
        return HANDLERS.contains(name) || isOfFilms(name);
    }

    private static boolean has(List<String> programs, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return programs.stream().anyMatch(lower::contains);
    }
}
