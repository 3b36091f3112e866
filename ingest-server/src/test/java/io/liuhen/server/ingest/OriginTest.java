package io.liuhen.server.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.liuhen.server.custody.Actor;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "None can hurt another": what a device may have is used up by itself and its docks alone. */
final class OriginTest {
    /** A script that named a device opened a thousand uploads, and the device had none left for a fortnight. */
    @ParameterizedTest
    @CsvSource({
        "device,  ZFY-1, ZFY-1/1,  ZFY-1, ZFY-1",
        "dock,    CJZ-7, CJZ-7/1,  ZFY-1, ZFY-1",
        "dock,    CJZ-7, CJZ-7/1,  '',    dock:CJZ-7",
        "script,  采集,   01a1…,     ZFY-1, script:采集",
        "officer, 张三,   01a1…,     ZFY-1, officer:张三",
        "anonymous, '',  '',       ZFY-1, ZFY-1",
        "anonymous, '',  '',       '',    ''",
    })
    void whoIsChargedForAnUpload(String kind, String name, String credential, String named, String charged) {
        Actor actor = new Actor(kind, name, "192.0.2.7", "", credential, OptionalLong.empty());
        Map<String, String> words = named.isEmpty() ? Map.of() : Map.of("device", named);
        NewUpload wanted = new NewUpload(words, "", OptionalLong.of(1), NewUpload.Protocol.PUT);
        assertEquals(charged, Origin.deviceOf(wanted, actor));
    }
}
