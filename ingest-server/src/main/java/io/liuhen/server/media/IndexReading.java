package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entries_count;
import static org.bytedeco.ffmpeg.global.avformat.avformat_index_get_entry;

import io.liuhen.server.media.Cadence.At;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** In a worker: reads the {@link Cadence} from the index that a demuxer has built when it opened its container. */
final class IndexReading {
    /** A distance so many times the usual one, or a part of it so small, is no variation of a camera's clock. */
    private static final int JUMP = 10;

    private final AVStream stream;
    private final int count;
    private final long[] ticks;
    private final List<Integer> keys = new ArrayList<>();

    private IndexReading(AVStream stream) {
        this.stream = stream;
        this.count = Math.min(avformat_index_get_entries_count(stream), Cadence.MAX_PICTURES);
        this.ticks = new long[count];
        for (int i = 0; i < count; i++) {
            AVIndexEntry entry = avformat_index_get_entry(stream, i);
            ticks[i] = entry.timestamp();
            if ((entry.flags() & AVIndexEntry.AVINDEX_KEYFRAME) != 0) {
                keys.add(i);
            }
        }
    }

    /** What the index of a stream with pictures tells; containers without a whole one are not asked. */
    static Cadence of(AVStream stream) {
        IndexReading reading = new IndexReading(stream);
        return reading.count < 2 ? Cadence.NONE : reading.cadence();
    }

    private Cadence cadence() {
        Map<Long, Integer> steps = new HashMap<>();
        for (int i = 1; i < count; i++) {
            steps.merge(ticks[i] - ticks[i - 1], 1, Integer::sum);
        }
        long usual = commonest(steps);
        List<At> jumps = jumps(usual);
        Map<Long, Integer> distances = new HashMap<>();
        long longest = 0;
        for (int i = 1; i < keys.size(); i++) {
            distances.merge((long) keys.get(i) - keys.get(i - 1), 1, Integer::sum);
            longest = Math.max(longest, ticks[keys.get(i)] - ticks[keys.get(i - 1)]);
        }
        if (!keys.isEmpty()) {
            longest = Math.max(longest, ticks[count - 1] - ticks[keys.get(keys.size() - 1)]);
        }
        long usualDistance = commonest(distances);
        List<At> odd = oddKeys(usualDistance);
        return new Cadence(
                count,
                micros(usual),
                steps.getOrDefault(usual, 0),
                steps.size(),
                jumps,
                jumps.size(),
                keys.size(),
                usualDistance,
                distances.getOrDefault(usualDistance, 0),
                odd,
                odd.size(),
                micros(longest));
    }

    private List<At> jumps(long usual) {
        List<At> jumps = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            long step = ticks[i] - ticks[i - 1];
            if (step > usual * JUMP || step * JUMP < usual) {
                jumps.add(new At(micros(ticks[i]), micros(step)));
            }
        }
        return jumps;
    }

    private List<At> oddKeys(long usual) {
        List<At> odd = new ArrayList<>();
        for (int i = 1; i < keys.size(); i++) {
            long distance = (long) keys.get(i) - keys.get(i - 1);
            if (distance < usual) {
                odd.add(new At(micros(ticks[keys.get(i)]), distance));
            }
        }
        return odd;
    }

    /** The one that occurs most often, of equals the smallest. */
    private static long commonest(Map<Long, Integer> counts) {
        long best = 0;
        int most = 0;
        for (Map.Entry<Long, Integer> each : counts.entrySet()) {
            if (each.getValue() > most || (each.getValue() == most && each.getKey() < best)) {
                best = each.getKey();
                most = each.getValue();
            }
        }
        return Math.max(0, best);
    }

    private long micros(long units) {
        return Math.max(0, Av.micros(units, stream.time_base()));
    }
}
