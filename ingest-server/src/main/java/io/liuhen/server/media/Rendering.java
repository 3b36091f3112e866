package io.liuhen.server.media;

import static java.util.Objects.requireNonNull;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * What a copy for viewing looks like: its sizes and rates, what is written on it, what is hidden in it.
 *
 * @param stamp burned into every picture
 */
public record Rendering(ProxySettings proxy, Optional<Stamp> stamp, Edits edits) {
    /** Refuses nulls. */
    public Rendering {
        requireNonNull(proxy, "proxy is null");
        requireNonNull(stamp, "stamp is null");
        requireNonNull(edits, "edits is null");
    }

    /** Nothing written, nothing hidden. */
    public static Rendering plain(ProxySettings proxy) {
        return new Rendering(proxy, Optional.empty(), Edits.NONE);
    }

    /** Whether pictures or sound differ from those of the source, so that its packets will not do. */
    boolean retouches() {
        return stamp.isPresent() || !edits.equals(Edits.NONE);
    }

    void writeTo(DataOutputStream out) throws IOException {
        proxy.writeTo(out);
        out.writeBoolean(stamp.isPresent());
        if (stamp.isPresent()) {
            stamp.get().writeTo(out);
        }
        edits.writeTo(out);
    }

    static Rendering readFrom(DataInputStream in) throws IOException {
        ProxySettings proxy = ProxySettings.readFrom(in);
        Optional<Stamp> stamp = in.readBoolean() ? Optional.of(Stamp.readFrom(in)) : Optional.empty();
        return new Rendering(proxy, stamp, Edits.readFrom(in));
    }
}
