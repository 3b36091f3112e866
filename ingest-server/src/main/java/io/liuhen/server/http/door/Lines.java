package io.liuhen.server.http.door;

import io.vertx.core.http.HttpConnection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Which connections a credential is being used on, so that they can be cut when it is taken away: what is under way ends
 * as by a broken line, and what had arrived is kept. Thread-safe.
 */
public final class Lines {
    /** Connections are forgotten with their last user; they are never kept from being collected. */
    private final Map<String, Set<HttpConnection>> byCredential = new ConcurrentHashMap<>();

    /** A credential was shown on a connection. */
    void used(String credential, HttpConnection connection) {
        byCredential
                .computeIfAbsent(
                        credential,
                        fresh -> Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>())))
                .add(connection);
    }

    /** Cuts the connections of credentials that were taken away. */
    public void cut(Predicate<String> credentials) {
        List.copyOf(byCredential.keySet()).stream().filter(credentials).forEach(this::cutAll);
    }

    private void cutAll(String credential) {
        Set<HttpConnection> connections = byCredential.remove(credential);
        if (connections != null) {
            List<HttpConnection> all;
            synchronized (connections) {
                all = List.copyOf(connections);
            }
            all.forEach(HttpConnection::close);
        }
    }
}
