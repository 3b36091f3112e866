package io.liuhen.server.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The profiles that copies for viewing are made by.
 *
 * @param proxies the name of the one for proxies
 * @param named all of them; {@link #USUAL} and {@link #VIEWER} always are among them
 */
public record CopyProfiles(String proxies, Map<String, ProfileConfig> named) {
    /** The profile of proxies where nothing else is said. */
    public static final String USUAL = "usual";

    /** The profile of copies that are made for one viewer. */
    public static final String VIEWER = "viewer";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** Refuses a choice that is none of them, and copies for viewers that do not say whose they are. */
    public CopyProfiles {
        Map<String, ProfileConfig> all = new TreeMap<>(builtIn());
        all.putAll(named);
        named = Map.copyOf(all);
        for (String name : named.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "media.profiles: \"" + name + "\" is no name; it has small letters, digits and hyphens");
            }
        }
        ProfileConfig chosen = named.get(proxies);
        if (chosen == null) {
            throw new IllegalArgumentException("media.profile: there is no profile \"" + proxies + "\""
                    + Nearest.sentence(proxies, named.keySet()));
        }
        if (chosen.namesViewer()) {
            throw new IllegalArgumentException("media.profile: a proxy is for everybody, and \"" + proxies
                    + "\" names its {viewer}; choose another");
        }
        ProfileConfig viewer = named.get(VIEWER);
        if (viewer == null || !viewer.namesViewer()) {
            throw new IllegalArgumentException(
                    "media.profiles: \"" + VIEWER + "\" names {viewer} in its watermark, or its copies tell nobody");
        }
    }

    /** Those that are always there. */
    public static CopyProfiles defaults() {
        return new CopyProfiles(USUAL, Map.of());
    }

    private static Map<String, ProfileConfig> builtIn() {
        ProfileConfig usual = ProfileConfig.usual();
        return Map.of(USUAL, usual, VIEWER, usual.withWatermark("{unit} {case}", "{viewer} {date}"));
    }
}
