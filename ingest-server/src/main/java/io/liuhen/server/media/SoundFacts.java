package io.liuhen.server.media;

/**
 * What a stream says about its sound.
 *
 * @param sampleRateHertz 0 where unknown
 * @param channels 0 where unknown
 * @param sampleFormat FFmpeg's name for depth and layout: {@code s16}, {@code fltp}; empty where unknown
 */
public record SoundFacts(int sampleRateHertz, int channels, String sampleFormat) {

    public SoundFacts {
        if (sampleRateHertz < 0 || channels < 0) {
            throw new IllegalArgumentException("negative: " + sampleRateHertz + " Hz, " + channels + " channels");
        }
        sampleFormat = PlainText.clean(sampleFormat, StreamFacts.MAX_NAME_CHARS);
    }
}
