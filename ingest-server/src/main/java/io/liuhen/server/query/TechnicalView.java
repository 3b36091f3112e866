package io.liuhen.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.liuhen.server.records.SegmentReports;
import io.liuhen.storage.format.CanonicalJson;
import io.liuhen.storage.index.SegmentRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Technical metadata of a segment as the API shows them: all that is known, and what an archive asks for under the names
 * of its element scheme (DA/T 63—2017, 录音录像类电子档案元数据方案). Numbers are whole. Thread-safe; blocks on the disk.
 */
public final class TechnicalView {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final SegmentReports reports;

    public TechnicalView(SegmentReports reports) {
        this.reports = reports;
    }

    /** What is known now. */
    public ObjectNode json(SegmentRow segment) {
        Optional<ObjectNode> media = reports.find(SegmentReports.MEDIA, segment.id());
        ObjectNode json = CanonicalJson.object()
                .put("segment", segment.id().toString())
                .put("state", media.map(report -> report.path("state").asText()).orElse("never"));
        JsonNode facts = media.<JsonNode>map(report -> report.path("facts")).orElseGet(CanonicalJson::object);
        json.set("archive", archive(segment, facts));
        for (String part : List.of("facts", "clocks", "places", "name", "model")) {
            media.map(report -> report.get(part)).ifPresent(value -> json.set(part, value));
        }
        reports.find(SegmentReports.CONTENT, segment.id())
                .map(report -> report.get("seen"))
                .ifPresent(seen -> json.set("seen", seen));
        return json;
    }

    private static ObjectNode archive(SegmentRow segment, JsonNode facts) {
        ObjectNode json = CanonicalJson.object();
        String name = segment.attributes().at("/received/filename").asText("");
        if (!name.isEmpty()) {
            json.put("计算机文件名", name);
        }
        json.put("计算机文件大小", segment.lengthBytes())
                .put("校验算法", "SHA-256")
                .put("校验值", segment.sha256().toString());
        if (!facts.has("format")) {
            return json;
        }
        json.put("格式名称", facts.path("format").asText());
        put(json, "媒体类型", mediaType(facts.path("kind").asText()));
        put(json, "文档创建程序", joined(facts.path("encoders")));
        put(json, "录制设备制造商", tag(facts, "exif.Make", "com.apple.quicktime.make"));
        put(json, "录制设备型号", tag(facts, "exif.Model", "com.apple.quicktime.model"));
        long micros = facts.path("durationMicros").asLong();
        if (micros > 0) {
            json.put("时间长度", clock(micros / MICROS_PER_SECOND)).put("时间长度毫秒", micros / 1000);
        }
        for (JsonNode stream : facts.path("streams")) {
            String kind = stream.path("kind").asText();
            if (kind.equals("VIDEO") && !json.has("视频编码标准")) {
                picture(json, stream);
            } else if (kind.equals("AUDIO") && !json.has("音频编码标准")) {
                sound(json, stream);
            }
        }
        return json;
    }

    private static void picture(ObjectNode json, JsonNode stream) {
        JsonNode picture = stream.path("picture");
        put(
                json,
                "视频编码标准",
                (stream.path("codec").asText() + " " + stream.path("profile").asText()).strip());
        json.put(
                "分辨率",
                picture.path("width").asInt() + "×" + picture.path("height").asInt());
        put(json, "帧率", fraction(picture.path("averageFrameRate")));
        put(json, "画面像素宽高比", fraction(picture.path("sampleAspect")));
        put(json, "色彩空间", stream.at("/details/colorSpace").asText());
        put(json, "像素格式", picture.path("pixelFormat").asText());
        positive(json, "视频量化位数", stream.at("/details/bitsPerSample"));
        positive(json, "视频比特率", stream.path("bitsPerSecond"));
    }

    private static void sound(ObjectNode json, JsonNode stream) {
        put(
                json,
                "音频编码标准",
                (stream.path("codec").asText() + " " + stream.path("profile").asText()).strip());
        positive(json, "音频采样率", stream.at("/sound/sampleRateHertz"));
        positive(json, "音频量化位数", stream.at("/details/bitsPerSample"));
        positive(json, "音频比特率", stream.path("bitsPerSecond"));
        positive(json, "声道数", stream.at("/sound/channels"));
    }

    private static String mediaType(String kind) {
        return switch (kind) {
            case "VIDEO" -> "录像";
            case "AUDIO" -> "录音";
            case "PHOTO" -> "照片";
            default -> "";
        };
    }

    private static String tag(JsonNode facts, String... names) {
        for (String name : names) {
            String value = facts.path("tags").path(name).asText("");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    private static String joined(JsonNode list) {
        StringBuilder text = new StringBuilder();
        list.forEach(each -> text.append(text.isEmpty() ? "" : "; ").append(each.asText()));
        return text.toString();
    }

    private static String fraction(JsonNode rational) {
        long numerator = rational.path("numerator").asLong();
        long denominator = rational.path("denominator").asLong();
        if (numerator == 0) {
            return "";
        }
        return denominator == 1 ? String.valueOf(numerator) : numerator + "/" + denominator;
    }

    private static String clock(long seconds) {
        return String.format(Locale.ROOT, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static void put(ObjectNode json, String name, String value) {
        if (!value.isBlank()) {
            json.put(name, value);
        }
    }

    private static void positive(ObjectNode json, String name, JsonNode value) {
        if (value.asLong() > 0) {
            json.put(name, value.asLong());
        }
    }
}
