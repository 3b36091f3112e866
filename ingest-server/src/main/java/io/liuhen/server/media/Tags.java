package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.util.SortedMap;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** FFmpeg's dictionaries of tags as maps. Bounded here, since a hostile file may hold a million of them. */
final class Tags {

    private static final int MAX_LOOKED_AT = 1024;

    private Tags() {}

    /** What a camera has written into the picture itself; blocks of bytes, which only its maker reads, stay out. */
    static SortedMap<String, String> ofPhoto(AVFrame photo) {
        SortedMap<String, String> tags = new TreeMap<>();
        of(photo.metadata()).forEach((name, value) -> {
            boolean text = name.matches("[A-Za-z]\\w+") && value.length() <= MediaFacts.MAX_TAG_VALUE_CHARS;
            String plain = value.strip().replaceAll("\\s+", " ");
            if (text && !plain.isEmpty()) {
                tags.put("exif." + name, plain);
            }
        });
        return tags;
    }

    static SortedMap<String, String> of(@Nullable AVDictionary dictionary) {
        SortedMap<String, String> tags = new TreeMap<>();
        if (dictionary == null || dictionary.isNull()) {
            return tags;
        }
        AVDictionaryEntry entry = av_dict_get(dictionary, "", null, AV_DICT_IGNORE_SUFFIX);
        for (int left = MAX_LOOKED_AT; entry != null && !entry.isNull() && left > 0; left--) {
            tags.put(Av.string(entry.key()), Av.string(entry.value()));
            entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX);
        }
        return tags;
    }
}
