package io.liuhen.server.media;

import java.util.Optional;

/** Compares a derived file, as it was probed, with what its maker said about it. */
final class OutputCheck {

    private static final long MIN_TOLERANCE_MICROS = 100_000;
    private static final long MAX_SHARE_MICROS = 2_000_000;

    private OutputCheck() {}

    static void check(MadeFile said, MediaFacts found) throws LostException {
        switch (said.what()) {
            case PROXY -> proxy(said, found);
            case POSTER, CONTACT_SHEET -> picture(said, found, "mjpeg");
            case WAVEFORM -> picture(said, found, "png");
        }
    }

    private static void proxy(MadeFile said, MediaFacts found) throws LostException {
        Optional<StreamFacts> video = found.video();
        Optional<StreamFacts> audio = found.audio();
        require(!said.hasPicture() || video.isPresent(), "has no picture");
        require(said.hasPicture() || video.isEmpty(), "has a picture, from a source with none");
        require(
                said.sound() == audio.isPresent(),
                said.sound() ? "has no sound" : "has sound, from a source with none");
        require(video.isEmpty() || video.get().codec().equals("h264"), "is not coded as H.264");
        require(audio.isEmpty() || audio.get().codec().equals("aac"), "has sound that is not coded as AAC");
        requireSize(said, found);
        // A probe counts from the first frame, which may stand later than 0.
        long endMicros = found.startMicros() + found.durationMicros();
        require(
                Math.abs(endMicros - said.durationMicros()) <= toleranceMicros(said, found),
                "ends at " + endMicros + " us, where " + said.durationMicros() + " us were decoded");
    }

    private static void picture(MadeFile said, MediaFacts found, String codec) throws LostException {
        require(found.kind() == MediaKind.PHOTO, "is no picture");
        boolean coded =
                found.video().filter(photo -> photo.codec().equals(codec)).isPresent();
        require(coded, "is not coded as " + codec);
        requireSize(said, found);
    }

    private static void requireSize(MadeFile said, MediaFacts found) throws LostException {
        PictureFacts picture = found.video().map(StreamFacts::picture).orElse(null);
        if (picture != null) {
            boolean same = picture.width() == said.width() && picture.height() == said.height();
            require(
                    same,
                    "is " + picture.width() + " x " + picture.height() + " instead of " + said.width() + " x "
                            + said.height());
        }
    }

    /** One frame, or a tenth of a second, or 2 % of the whole up to 2 s: containers round, and pad sound. */
    private static long toleranceMicros(MadeFile said, MediaFacts found) {
        PictureFacts picture = found.video().map(StreamFacts::picture).orElse(null);
        long frameMicros = 0;
        if (picture != null && picture.averageFrameRate().known()) {
            frameMicros = (long) (1_000_000 / picture.averageFrameRate().value());
        }
        long shareMicros = Math.min(said.durationMicros() / 50, MAX_SHARE_MICROS);
        return Math.max(Math.max(frameMicros, MIN_TOLERANCE_MICROS), shareMicros);
    }

    private static void require(boolean holds, String otherwise) throws LostException {
        if (!holds) {
            throw new LostException(LossCause.OUTPUT_REJECTED, "The derived file " + otherwise + ".");
        }
    }
}
