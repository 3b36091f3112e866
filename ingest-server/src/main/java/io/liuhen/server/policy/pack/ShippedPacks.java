package io.liuhen.server.policy.pack;

import io.liuhen.server.policy.rule.RulePack;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The packs that come with the program. */
public final class ShippedPacks {
    private static final List<String> CODES =
            List.of("jilin-emergency", "wanghua-emergency", "jilin-civil", "fusong-ecology", "taian-general");

    private ShippedPacks() {}

    /** All of them, read anew. */
    public static List<RulePack> read() {
        return CODES.stream().map(ShippedPacks::read).toList();
    }

    /** Their codes. */
    public static List<String> codes() {
        return CODES;
    }

    /** One of them, by its code. */
    public static RulePack read(String code) {
        return PackReader.read(text(code));
    }

    /** One of them as it is written. */
    public static String text(String code) {
        if (!CODES.contains(code)) {
            throw new IllegalArgumentException("no pack ships as " + code + "; there are " + String.join(", ", CODES));
        }
        return resource("/rules/" + code + ".yaml");
    }

    /** A resource of this program, which is part of it and therefore there. */
    static String resource(String name) {
        try (InputStream content = Objects.requireNonNull(ShippedPacks.class.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
