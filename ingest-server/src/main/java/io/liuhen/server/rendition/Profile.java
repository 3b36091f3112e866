package io.liuhen.server.rendition;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.config.ProfileConfig;
import io.liuhen.server.media.ProxySettings;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.format.Sha256;
import java.util.List;

/** A profile by its name. What it says may change with the configuration, so a copy keeps its digest as well. */
public record Profile(String name, ProfileConfig config) {
    /** A source may be copied up to twice the size … */
    private static final int COPY_SIDE_FACTOR = 2;
    /** … and two and a half times the rate: what is watched most is not made worse to save a little. */
    private static final double COPY_RATE_FACTOR = 2.5;

    /** For media workers. */
    public ProxySettings settings() {
        long side = (long) COPY_SIDE_FACTOR * config.longSide();
        int videoBits = config.videoKilobits() * 1000;
        return new ProxySettings(
                config.codec().equals("h264-baseline") ? ProxySettings.Coding.BASELINE : ProxySettings.Coding.HIGH,
                config.longSide(),
                videoBits,
                config.audioKilobits() * 1000,
                config.keyFrameEvery(),
                config.framesPerSecond(),
                // As wide as that, of the usual form.
                config.copy() ? Math.toIntExact(side * side * 9 / 16) : 0,
                config.copy() ? (int) (videoBits * COPY_RATE_FACTOR) : 0);
    }

    /** SHA-256 of all that it says, as canonical JSON. */
    public Sha256 sha256() {
        ObjectNode json = CanonicalJson.object()
                .put("codec", config.codec())
                .put("longSide", config.longSide())
                .put("videoKilobits", config.videoKilobits())
                .put("audioKilobits", config.audioKilobits())
                .put("framesPerSecond", config.framesPerSecond())
                .put("keyFrameEvery", config.keyFrameEvery())
                .put("copy", config.copy());
        config.watermark().forEach(json.putArray("watermark")::add);
        return Sha256.digestOf(CanonicalJson.write(json));
    }

    /** Its name and its digest, as they are kept with what was made by it. */
    public ObjectNode json() {
        return CanonicalJson.object().put("name", name).put("sha256", sha256().toString());
    }

    /** The lines that it has written. */
    List<String> watermark() {
        return config.watermark();
    }
}
