package io.liuhen.server.rendition;

import io.liuhen.server.config.CopyProfiles;
import io.liuhen.server.config.Nearest;
import io.liuhen.server.config.ProfileConfig;
import java.util.Optional;

/** The profiles that are configured. Immutable. */
public final class Profiles {
    private final CopyProfiles config;

    public Profiles(CopyProfiles config) {
        this.config = config;
    }

    /** That of proxies, where nobody asks for another. */
    public Profile forProxies() {
        return find(config.proxies()).orElseThrow();
    }

    /** That of copies for one viewer. */
    public Profile forViewers() {
        return find(CopyProfiles.VIEWER).orElseThrow();
    }

    /** By its name. */
    public Optional<Profile> find(String name) {
        ProfileConfig found = config.named().get(name);
        return found == null ? Optional.empty() : Optional.of(new Profile(name, found));
    }

    /**
     * By its name, for what everybody may see.
     *
     * @throws IllegalArgumentException with a sentence, if there is none, or it names a viewer
     */
    public Profile forEverybody(String name) {
        Profile found = find(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no profile \"" + name + "\""
                        + Nearest.sentence(name, config.named().keySet())));
        if (found.config().namesViewer()) {
            throw new IllegalArgumentException(
                    "the profile \"" + name + "\" names its viewer, and this copy is for everybody");
        }
        return found;
    }
}
