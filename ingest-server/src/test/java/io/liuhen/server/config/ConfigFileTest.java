package io.liuhen.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file does not name keeps its default; what it names wrongly is refused with a sentence for the operator. */
final class ConfigFileTest {
    @TempDir
    private Path folder;

    private ServerConfig read(String yaml) {
        try {
            return ConfigFile.read(Files.writeString(folder.resolve("liuhen.yaml"), yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String refused(String yaml) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> read(yaml));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void theDefaultsAreThoseOfATrialOnThisMachine() {
        ServerConfig defaults = ServerConfig.defaults();
        assertEquals(Path.of("liuhen-data"), defaults.data());
        assertEquals("127.0.0.1", defaults.http().listen());
        assertEquals(8080, defaults.http().port());
        assertEquals(8081, defaults.http().managementPort());
        assertEquals(DataSize.parse("1TiB"), defaults.http().maxUpload());
        assertEquals(Duration.ofSeconds(60), defaults.http().idleTimeout());
        assertEquals(Duration.ofSeconds(30), defaults.http().drainTimeout());
        assertEquals("trial", defaults.unit().id());
        assertEquals(ZoneId.of("Asia/Shanghai"), defaults.unit().zone());
        assertEquals(1, defaults.media().workers());
        assertEquals(DataSize.mebibytes(512), defaults.media().memory());
        assertEquals(DataSize.mebibytes(256), defaults.storage().reserve());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing yet\n", "---\n", "{}"})
    void anEmptyFileMeansTheDefaults(String yaml) {
        assertEquals(ServerConfig.defaults(), read(yaml));
    }

    @Test
    void everyKeyIsRead() {
        ServerConfig config = read("""
                data: /var/lib/liuhen
                listen: 127.0.0.2
                port: 9080
                managementPort: 9081
                maxUpload: 5GiB
                idleTimeout: 2m
                drainTimeout: 10s
                unit: {id: fusong, name: 抚松县分局, zone: Asia/Urumqi}
                media: {workers: 3, memory: 1GiB, isolation: sealed}
                fixity: {rate: 8MiB, busyRate: 1MiB, period: 7d}
                storage: {reserve: 2GiB}
                access: {credentials: required, keys: /etc/keys, keyOverlap: 2d, codeLife: 5m, units: {fusong: baishan}}
                uploads: {expiry: 30d, minimumRate: 1KiB, rateWindow: 2m}
                http: {interim: false, headTimeout: 5s}
                admission:
                  connections: 500
                  connectionsPerAddress: 50
                  bodies: 300
                  uploads: 40
                  deviceDay: 200GiB
                  unitDay: 4TiB
                  deviceUnfinished: 128GiB
                  unitUnfinished: 2TiB
                  ceilings:
                    - {from: "08:00", to: 18:30, rate: 20MiB}
                    - {from: 22:00, to: 06:00, rate: 200MiB}
                """);
        assertEquals(
                new ServerConfig(
                        Path.of("/var/lib/liuhen"),
                        new HttpConfig(
                                        "127.0.0.2",
                                        9080,
                                        9081,
                                        DataSize.parse("5GiB"),
                                        Duration.ofMinutes(2),
                                        Duration.ofSeconds(10))
                                .withInterim(false)
                                .withHeadTimeout(Duration.ofSeconds(5)),
                        new UnitConfig("fusong", "抚松县分局", ZoneId.of("Asia/Urumqi")),
                        new MediaLaneConfig(3, DataSize.parse("1GiB"), MediaLaneConfig.Walls.SEALED),
                        new FixityConfig(DataSize.parse("8MiB"), DataSize.parse("1MiB"), Duration.ofDays(7)),
                        new StorageConfig(DataSize.parse("2GiB")),
                        new UploadConfig(Duration.ofDays(30), DataSize.parse("1KiB"), Duration.ofMinutes(2)),
                        new AccessConfig(
                                true,
                                Optional.of(Path.of("/etc/keys")),
                                Duration.ofDays(2),
                                Duration.ofMinutes(5),
                                Map.of("fusong", "baishan")),
                        new AdmissionConfig(
                                500,
                                50,
                                300,
                                40,
                                DataSize.parse("200GiB"),
                                DataSize.parse("4TiB"),
                                DataSize.parse("128GiB"),
                                DataSize.parse("2TiB"),
                                List.of(
                                        new AdmissionConfig.Ceiling(
                                                LocalTime.of(8, 0), LocalTime.of(18, 30), DataSize.parse("20MiB")),
                                        new AdmissionConfig.Ceiling(
                                                LocalTime.of(22, 0), LocalTime.of(6, 0), DataSize.parse("200MiB"))))),
                config);
    }

    @Test
    void whatAGroupDoesNotNameKeepsItsDefault() {
        ServerConfig config = read("unit: {zone: UTC}\nmedia: {workers: 0}");
        assertEquals(new UnitConfig("trial", "试用单位", ZoneId.of("UTC")), config.unit());
        assertEquals(0, config.media().workers());
        assertEquals(DataSize.mebibytes(512), config.media().memory());
    }

    @ParameterizedTest
    @CsvSource({
        "prot: 1, port",
        "Port: 1, port",
        "managmentPort: 1, managementPort",
        "max_upload: 1GiB, maxUpload",
        "'unit: {zome: UTC}', zone",
        "'media: {worker: 1}', workers",
    })
    void anUnknownKeyIsRefusedAndTheNearestOneNamed(String yaml, String nearest) {
        String sentence = refused(yaml);
        assertTrue(sentence.contains("unknown key"), sentence);
        assertTrue(sentence.contains("did you mean \"" + nearest + "\"?"), sentence);
        assertTrue(sentence.contains("liuhen.yaml"), sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxUpload: 5GB",
                "maxUpload: 5",
                "maxUpload: -1B",
                "maxUpload: 999999999999999TiB",
                "idleTimeout: 30",
                "idleTimeout: 30 sec",
                "idleTimeout: -1s",
                "idleTimeout: 0s",
                "idleTimeout: 500ms",
                "idleTimeout: 999999999d",
                "drainTimeout: soon",
                "port: 70000",
                "port: -1",
                "port: http",
                "port: 8080\nmanagementPort: 8080",
                "unit: {id: 抚松}",
                "unit: {id: \"\"}",
                "unit: {zone: Nowhere/City}",
                "unit: {zone: \"\"}",
                "media: {workers: -1}",
                "media: {workers: 65}",
                "media: {memory: 512}",
                "access: {credentials: maybe}",
                "access: {keyOverlap: 91d}",
                "access: {codeLife: 0s}",
                "media: 3",
                "port: 1\nport: 2",
                "data: [a]",
                "- a list",
                "just text",
                "port: {",
                "\tport: 1"
            })
    void aValueThatMakesNoSenseIsRefused(String yaml) {
        String sentence = refused(yaml);
        assertTrue(sentence.contains("liuhen.yaml"), "the sentence names the file: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'idleTimeout: 60' | 1 | idleTimeout: not a duration",
                "'# a\nport: 80800' | 2 | port and managementPort",
                "'port: http' | 1 | port is a whole number, not \"http\"",
                "'# a\n\nunit:\n  id: a\n  zone: Beijing' | 5 | unit.zone: not a time zone",
                "'unit: {id: A}' | 1 | unit.id",
                "'maxUpload: 1TB' | 1 | maxUpload: not a size: \"1TB\"; write it like 64MiB",
                "'port: 1\naccess: required' | 2 | access is a group of keys: credentials, keys",
                "'prot: 8080' | 1 | unknown key \"prot\"",
                "'port: 1\nhttp:\n  tlz: 1' | 3 | unknown key \"tlz\"",
                "'admission:\n  uploads: 1\n  ceilings: [{from: \"8:00\", to: \"9:00\", rate: 1MiB}]' | 3 | from is no time",
                "'http:\n  interim: yes please' | 2 | http.interim is true or false",
                "'media:\n  workers: 65' | 2 | media.workers",
                "'fixity:\n  rate: 1MiB\n  busyRate: 2MiB' | 3 | fixity.busyRate is at most",
            })
    void whatIsWrongIsNamedWithItsKeyAndItsLine(String yaml, int line, String words) {
        String sentence = refused(yaml);
        assertTrue(sentence.contains("liuhen.yaml, line " + line + ": "), sentence);
        assertTrue(sentence.contains(words), sentence);
        assertFalse(sentence.contains("io.liuhen") || sentence.contains("java."), sentence);
    }

    @ParameterizedTest
    @CsvSource({"1000ms, 1000", "45s, 45000", "5m, 300000", "2h, 7200000", "1 d, 86400000"})
    void aDurationIsWrittenWithItsUnit(String text, long millis) {
        assertEquals(
                Duration.ofMillis(millis), read("idleTimeout: " + text).http().idleTimeout());
    }

    @Test
    void aFileThatCannotBeReadIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ConfigFile.read(folder.resolve("none.yaml")));
        assertTrue(String.valueOf(refused.getMessage()).contains("none.yaml"));
    }
}
