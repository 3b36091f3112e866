package io.liuhen.server.http.door;

import io.liuhen.server.access.signature.SignedMessage;
import io.liuhen.server.http.RequestBody;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests as those who sign and judge them see them. */
final class Messages {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private Messages() {}

    static SignedMessage of(HttpServerRequest request) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers()
                .forEach((name, value) ->
                        fields.computeIfAbsent(name, fresh -> new ArrayList<>()).add(value));
        String target = request.uri();
        int mark = target.indexOf('?');
        return new SignedMessage(
                request.method().name(),
                authority(request.authority(), request.isSSL()),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
                fields,
                RequestBody.comes(request),
                request.isSSL());
    }

    /** As it is signed (RFC 9421 §2.2.3): in lower case, and without the port that goes without saying. */
    static String authority(@Nullable HostAndPort named, boolean secure) {
        if (named == null) {
            return "";
        }
        String host = named.host().toLowerCase(Locale.ROOT);
        int usual = secure ? HTTPS_PORT : HTTP_PORT;
        return named.port() < 0 || named.port() == usual ? host : host + ":" + named.port();
    }

    static String address(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null ? "" : String.valueOf(address.hostAddress());
    }
}
