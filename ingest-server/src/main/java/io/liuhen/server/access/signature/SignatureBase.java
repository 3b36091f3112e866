package io.liuhen.server.access.signature;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.greenbytes.http.sfv.InnerList;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.StringItem;

/**
 * The octets that a signature is made over (RFC 9421 §2.5): a line for each component that is covered, in the order that
 * the signer chose, and one with the parameters.
 *
 * @param text ASCII; lines end with a line feed, the last with none
 */
record SignatureBase(String text) {
    /**
     * Puts it together.
     *
     * @return empty if a component is covered twice, is not in the request, has parameters, or is of a sort that no
     *     request here can have
     */
    static Optional<SignatureBase> of(InnerList input, SignedMessage message) {
        StringBuilder base = new StringBuilder();
        Set<String> seen = new HashSet<>();
        for (Item<?> item : input.get()) {
            // Parameters would ask for a part of a field, a trailer, or a field of another message (§2.1, §2.4).
            if (!(item instanceof StringItem name) || !name.getParams().isEmpty() || !seen.add(name.get())) {
                return Optional.empty();
            }
            Optional<String> value = value(name.get(), message);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            base.append(name.serialize()).append(": ").append(value.get()).append('\n');
        }
        base.append("\"@signature-params\": ").append(input.serialize());
        return Optional.of(new SignatureBase(base.toString()));
    }

    /** A derived component (§2.2) or a field (§2.1). */
    private static Optional<String> value(String name, SignedMessage message) {
        return switch (name) {
            case "@method" -> Optional.of(message.method());
            case "@authority" -> Optional.of(message.authority());
            case "@path" -> Optional.of(message.path());
            // A target without a query signs as one question mark (§2.2.7).
            case "@query" -> Optional.of("?" + message.query().orElse(""));
            case "@request-target" -> Optional.of(target(message));
            case "@target-uri" ->
                Optional.of((message.secure() ? "https://" : "http://") + message.authority() + target(message));
            default -> name.startsWith("@") ? Optional.empty() : field(message.values(name));
        };
    }

    private static String target(SignedMessage message) {
        return message.path() + message.query().map(query -> "?" + query).orElse("");
    }

    private static Optional<String> field(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(values.stream().map(String::strip).collect(Collectors.joining(", ")));
    }
}
