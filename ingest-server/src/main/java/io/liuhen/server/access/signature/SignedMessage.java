package io.liuhen.server.access.signature;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A request as its signer saw it.
 *
 * @param method as it was sent, before any override
 * @param authority host and port as the request named them, lower-case, without a default port
 * @param path the raw path, with its escapes
 * @param query the raw query without its question mark; empty where the target has none
 * @param fields the header fields by lower-case name, each with its values in their order
 * @param hasBody whether a body follows
 * @param secure whether the connection itself protects what it carries (TLS)
 */
public record SignedMessage(
        String method,
        String authority,
        String path,
        Optional<String> query,
        Map<String, List<String>> fields,
        boolean hasBody,
        boolean secure) {
    /** Copies the fields, their names in lower case. */
    public SignedMessage {
        Map<String, List<String>> lower = new TreeMap<>();
        fields.forEach((name, values) -> lower.merge(
                name.toLowerCase(Locale.ROOT),
                List.copyOf(values),
                (a, b) -> Stream.concat(a.stream(), b.stream()).toList()));
        fields = Map.copyOf(lower);
    }

    /** All values of a field, none if it was not sent. */
    List<String> values(String name) {
        return fields.getOrDefault(name, List.of());
    }
}
