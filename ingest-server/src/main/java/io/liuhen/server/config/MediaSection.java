package io.liuhen.server.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the configuration file says under {@code media}; what is not there is null. */
record MediaSection(
        @Nullable Integer workers,
        @Nullable DataSize memory,
        @Nullable String isolation,
        @Nullable String profile,
        @Nullable Map<String, @Nullable Profile> profiles) {
    static final MediaSection EMPTY = new MediaSection(null, null, null, null, null);

    /** What it says of one profile. */
    record Profile(
            @Nullable String codec,
            @Nullable Integer longSide,
            @Nullable Integer videoKilobits,
            @Nullable Integer audioKilobits,
            @Nullable Integer framesPerSecond,
            @Nullable Integer keyFrameEvery,
            @Nullable Boolean copy,
            @Nullable List<String> watermark) {
        ProfileConfig over(ProfileConfig usual) {
            return new ProfileConfig(
                    or(codec, usual.codec()),
                    or(longSide, usual.longSide()),
                    or(videoKilobits, usual.videoKilobits()),
                    or(audioKilobits, usual.audioKilobits()),
                    or(framesPerSecond, usual.framesPerSecond()),
                    or(keyFrameEvery, usual.keyFrameEvery()),
                    or(copy, usual.copy()),
                    or(watermark, usual.watermark()));
        }
    }

    MediaLaneConfig over(MediaLaneConfig defaults) {
        return new MediaLaneConfig(
                or(workers, defaults.workers()),
                or(memory, defaults.memory()),
                isolation == null ? defaults.isolation() : MediaLaneConfig.Walls.parse(isolation),
                profiles(defaults.profiles()));
    }

    private CopyProfiles profiles(CopyProfiles defaults) {
        Map<String, ProfileConfig> named = new TreeMap<>();
        or(profiles, Map.<String, @Nullable Profile>of()).forEach((name, said) -> {
            ProfileConfig usual = defaults.named().getOrDefault(name, ProfileConfig.usual());
            try {
                named.put(name, said == null ? usual : said.over(usual));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("media.profiles." + name + ": " + e.getMessage(), e);
            }
        });
        return new CopyProfiles(or(profile, defaults.proxies()), named);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
