package io.liuhen.server.media;

/** In a worker: everything that is looked for while a recording is decoded. One for each attempt at a copy. */
final class Sights {
    private final PictureWatch pictures = new PictureWatch();
    private final SoundWatch sound = new SoundWatch();
    private final Track track = new Track();

    PictureWatch pictures() {
        return pictures;
    }

    SoundWatch sound() {
        return sound;
    }

    Track track() {
        return track;
    }

    /** What was seen until the end. */
    Seen seen(boolean everyPicture, long damagedParts) {
        return new Seen(
                pictures.hasSeen(),
                everyPicture,
                sound.hasHeard(),
                pictures.black().all(),
                pictures.frozen().all(),
                sound.silent().all(),
                track.fixes(),
                track.satelliteTime(),
                track.satelliteMicros(),
                damagedParts);
    }
}
