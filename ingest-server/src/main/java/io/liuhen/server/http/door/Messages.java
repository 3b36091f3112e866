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
                authority(request),
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
                fields,
                RequestBody.comes(request),
                request.isSSL());
    }

    /** RFC 9421 §2.2.3. */
    private static String authority(HttpServerRequest request) {
        HostAndPort named = request.authority();
        if (named == null) {
            return "";
        }
        String host = named.host().toLowerCase(Locale.ROOT);
        int usual = request.isSSL() ? HTTPS_PORT : HTTP_PORT;
        return named.port() < 0 || named.port() == usual ? host : host + ":" + named.port();
    }

    static String address(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null ? "" : String.valueOf(address.hostAddress());
    }
}
