package io.liuhen.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file. What it does not name keeps its default.
 *
 * <pre>
 * data: /var/lib/liuhen
 * listen: 127.0.0.1
 * port: 8080
 * managementPort: 8081
 * maxUpload: 1TiB
 * idleTimeout: 60s
 * drainTimeout: 30s
 * unit: {id: fusong, name: 抚松县分局, zone: Asia/Shanghai}
 * media: {workers: 1, memory: 512MiB, isolation: process}
 * fixity: {rate: 16MiB, busyRate: 2MiB, period: 30d}
 * storage: {reserve: 256MiB}
 * access: {credentials: required, keys: /etc/liuhen/keys, keyOverlap: 7d, codeLife: 15m, units: {fusong: baishan}}
 * uploads: {expiry: 14d, minimumRate: 512B, rateWindow: 60s}
 * admission: {connections: 4096, deviceDay: 200GiB, ceilings: [{from: "08:00", to: "18:00", rate: 20MiB}]}
 * http:
 *   interim: true
 *   headTimeout: 30s
 *   tls: {certificate: /etc/liuhen/tls.crt, key: /etc/liuhen/tls.key, clientAuthorities: /etc/liuhen/devices.crt}
 * </pre>
 */
public final class ConfigFile {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})\\s*(ms|s|m|h|d)");

    private ConfigFile() {}

    /** The file's top level; what is not there is null. */
    private record Root(
            @Nullable Path data,
            @Nullable String listen,
            @Nullable Integer port,
            @Nullable Integer managementPort,
            @Nullable DataSize maxUpload,
            @Nullable String idleTimeout,
            @Nullable String drainTimeout,
            @Nullable Unit unit,
            @Nullable Media media,
            @Nullable Fixity fixity,
            @Nullable Storage storage,
            @Nullable Uploads uploads,
            @Nullable Http http,
            @Nullable Access access,
            @Nullable Admission admission) {}

    private record Admission(
            @Nullable Integer connections,
            @Nullable Integer connectionsPerAddress,
            @Nullable Integer bodies,
            @Nullable Integer uploads,
            @Nullable DataSize deviceDay,
            @Nullable DataSize unitDay,
            @Nullable DataSize deviceUnfinished,
            @Nullable DataSize unitUnfinished,
            @Nullable List<Ceiling> ceilings) {}

    private record Ceiling(
            @Nullable String from,
            @Nullable String to,
            @Nullable DataSize rate) {}

    private record Access(
            @Nullable String credentials,
            @Nullable Path keys,
            @Nullable String keyOverlap,
            @Nullable String codeLife,
            @Nullable Map<String, String> units) {}

    private record Http(
            @Nullable Boolean interim,
            @Nullable String headTimeout,
            @Nullable Tls tls) {}

    private record Tls(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path clientAuthorities) {}

    private record Unit(
            @Nullable String id,
            @Nullable String name,
            @Nullable String zone) {}

    private record Fixity(
            @Nullable DataSize rate,
            @Nullable DataSize busyRate,
            @Nullable String period) {}

    private record Media(
            @Nullable Integer workers,
            @Nullable DataSize memory,
            @Nullable String isolation) {}

    private record Storage(@Nullable DataSize reserve) {}

    private record Uploads(
            @Nullable String expiry,
            @Nullable DataSize minimumRate,
            @Nullable String rateWindow) {}

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if the file cannot be read, names an unknown
     *     key or has a value that makes no sense
     */
    public static ServerConfig read(Path file) {
        String yaml;
        try {
            yaml = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no configuration " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the configuration " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the configuration " + file + ": " + e, e);
        }
        return read(file, yaml);
    }

    private static ServerConfig read(Path file, String yaml) {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        KeyLines lines;
        try {
            lines = new KeyLines(mapper, yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    file + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
        try {
            return config(root(mapper, yaml));
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(file + lines.of(Complaint.path(e)) + ": " + Complaint.of(e), e);
        } catch (IOException | IllegalArgumentException e) {
            String sentence = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(file + lines.ofFirstIn(sentence) + ": " + sentence, e);
        }
    }

    /** A file in which nothing stands, or comments alone, is right and names nothing. */
    private static Root root(YAMLMapper mapper, String yaml) throws IOException {
        JsonNode tree = mapper.readTree(yaml);
        return tree.isMissingNode() || tree.isNull()
                ? new Root(null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
                : mapper.readValue(yaml, Root.class);
    }

    private static ServerConfig config(Root root) {
        ServerConfig defaults = ServerConfig.defaults();
        HttpConfig http = defaults.http();
        Http given = or(root.http(), new Http(null, null, null));
        return new ServerConfig(
                or(root.data(), defaults.data()),
                new HttpConfig(
                        or(root.listen(), http.listen()),
                        or(root.port(), http.port()),
                        or(root.managementPort(), http.managementPort()),
                        or(root.maxUpload(), http.maxUpload()),
                        duration("idleTimeout", root.idleTimeout(), http.idleTimeout()),
                        duration("drainTimeout", root.drainTimeout(), http.drainTimeout()),
                        or(given.interim(), http.interim()),
                        duration("http.headTimeout", given.headTimeout(), http.headTimeout()),
                        tls(given.tls())),
                unit(or(root.unit(), new Unit(null, null, null)), defaults.unit()),
                media(or(root.media(), new Media(null, null, null)), defaults.media()),
                fixity(or(root.fixity(), new Fixity(null, null, null)), defaults.fixity()),
                storage(or(root.storage(), new Storage(null)), defaults.storage()),
                uploads(or(root.uploads(), new Uploads(null, null, null)), defaults.uploads()),
                access(or(root.access(), new Access(null, null, null, null, null)), defaults.access()),
                admission(root.admission(), defaults.admission()));
    }

    private static Optional<TlsConfig> tls(@Nullable Tls tls) {
        if (tls == null) {
            return Optional.empty();
        }
        if (tls.certificate() == null || tls.key() == null) {
            throw new IllegalArgumentException("http.tls needs both certificate and key");
        }
        return Optional.of(new TlsConfig(tls.certificate(), tls.key(), Optional.ofNullable(tls.clientAuthorities())));
    }

    private static UnitConfig unit(Unit unit, UnitConfig defaults) {
        ZoneId zone = Optional.ofNullable(unit.zone()).map(ConfigFile::zone).orElse(defaults.zone());
        return new UnitConfig(or(unit.id(), defaults.id()), or(unit.name(), defaults.name()), zone);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "unit.zone: not a time zone: \"" + text + "\"; write it like Asia/Shanghai", e);
        }
    }

    private static MediaLaneConfig media(Media media, MediaLaneConfig defaults) {
        return new MediaLaneConfig(
                or(media.workers(), defaults.workers()),
                or(media.memory(), defaults.memory()),
                media.isolation() == null ? defaults.isolation() : MediaLaneConfig.Walls.parse(media.isolation()));
    }

    private static FixityConfig fixity(Fixity fixity, FixityConfig defaults) {
        DataSize rate = or(fixity.rate(), defaults.rate());
        // Who names a low rate alone means it for all times.
        DataSize busy = rate.bytes() < defaults.busyRate().bytes() ? rate : defaults.busyRate();
        return new FixityConfig(
                rate, or(fixity.busyRate(), busy), duration("fixity.period", fixity.period(), defaults.period()));
    }

    private static AccessConfig access(Access access, AccessConfig defaults) {
        String credentials = or(access.credentials(), "none");
        if (!credentials.equals("none") && !credentials.equals("required")) {
            throw new IllegalArgumentException("access.credentials is none or required");
        }
        return new AccessConfig(
                credentials.equals("required"),
                Optional.ofNullable(access.keys()),
                duration("access.keyOverlap", access.keyOverlap(), defaults.keyOverlap()),
                duration("access.codeLife", access.codeLife(), defaults.codeLife()),
                or(access.units(), defaults.units()));
    }

    private static StorageConfig storage(Storage storage, StorageConfig defaults) {
        return new StorageConfig(or(storage.reserve(), defaults.reserve()));
    }

    private static UploadConfig uploads(Uploads uploads, UploadConfig defaults) {
        return new UploadConfig(
                duration("uploads.expiry", uploads.expiry(), defaults.expiry()),
                or(uploads.minimumRate(), defaults.minimumRate()),
                duration("uploads.rateWindow", uploads.rateWindow(), defaults.rateWindow()));
    }

    private static AdmissionConfig admission(@Nullable Admission said, AdmissionConfig defaults) {
        if (said == null) {
            return defaults;
        }
        return new AdmissionConfig(
                or(said.connections(), defaults.connections()),
                or(said.connectionsPerAddress(), defaults.connectionsPerAddress()),
                or(said.bodies(), defaults.bodies()),
                or(said.uploads(), defaults.uploads()),
                or(said.deviceDay(), defaults.deviceDay()),
                or(said.unitDay(), defaults.unitDay()),
                or(said.deviceUnfinished(), defaults.deviceUnfinished()),
                or(said.unitUnfinished(), defaults.unitUnfinished()),
                or(said.ceilings(), List.<Ceiling>of()).stream()
                        .map(ConfigFile::ceiling)
                        .toList());
    }

    private static AdmissionConfig.Ceiling ceiling(Ceiling said) {
        if (said.from() == null || said.to() == null || said.rate() == null) {
            throw new IllegalArgumentException("admission.ceilings: each has from, to and rate");
        }
        return new AdmissionConfig.Ceiling(time("from", said.from()), time("to", said.to()), said.rate());
    }

    private static LocalTime time(String key, String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "admission.ceilings: " + key + " is no time of day: \"" + text + "\"; write it like \"08:00\"", e);
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static Duration duration(String key, @Nullable String text, Duration otherwise) {
        if (text == null) {
            return otherwise;
        }
        Matcher match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    key + ": not a duration: \"" + text + "\"; write it like 30s, 5m or 24h");
        }
        long amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
