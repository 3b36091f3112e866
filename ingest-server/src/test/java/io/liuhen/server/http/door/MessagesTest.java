package io.liuhen.server.http.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.net.HostAndPort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9421 §2.2.3: however a client writes the host, its signature is over the same text. */
final class MessagesTest {
    @ParameterizedTest
    @CsvSource({
        "EXAMPLE.org:443, true, example.org",
        "EXAMPLE.org:443, false, example.org:443",
        "example.org:80, false, example.org",
        "example.org, true, example.org",
        "Example.org:8080, false, example.org:8080",
        "[::1]:80, false, [::1]",
    })
    void theHostIsTheOneThatWasSigned(String named, boolean secure, String signed) {
        assertEquals(signed, Messages.authority(HostAndPort.parseAuthority(named, -1), secure));
    }
}
