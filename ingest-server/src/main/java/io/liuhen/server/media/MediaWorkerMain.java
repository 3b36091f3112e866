package io.liuhen.server.media;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avfilter;
import org.bytedeco.ffmpeg.global.avformat;

/**
 * The worker process: says hello, then does jobs until the server goes away or a job fails in a way that it does not
 * understand. It is started by {@link MediaWorkers} and by nobody else.
 */
final class MediaWorkerMain {

    static final int EXIT_FAILED = 70;
    /** The only argument: unpacks the decoders and ends. */
    static final String UNPACK = "unpack";

    private MediaWorkerMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals(UNPACK)) {
            loadDecoders();
            return;
        }
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        ParentLink link = new ParentLink(in, new FileOutputStream(FileDescriptor.out));
        // Standard output belongs to the wire: whatever a library prints goes where it does no harm.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        link.start();
        loadDecoders();
        String decoders = Av.string(av_version_info());
        link.send(Wire.HELLO, out -> {
            out.writeInt(Wire.VERSION);
            out.writeUTF(PlainText.clean(decoders, StreamFacts.MAX_NAME_CHARS));
        });
        serve(link);
    }

    private static void serve(ParentLink link) throws IOException {
        JobRunner runner = new JobRunner(link);
        while (true) {
            Wire.Frame frame = link.next();
            if (frame.type != Wire.JOB) {
                throw new Wire.GarbledException("expected a job, got frame of type " + (int) frame.type);
            }
            Answer answer = runner.run(Job.readFrom(frame.open()));
            link.send(Wire.ANSWER, answer);
            if (answer instanceof Answer.Failed) {
                Runtime.getRuntime().halt(EXIT_FAILED);
            }
        }
    }

    /** The libraries that need nothing from the host but the C library. Capture devices, which want more, stay out. */
    private static void loadDecoders() {
        av_log_set_level(AV_LOG_ERROR);
        avformat.avformat_version();
        avfilter.avfilter_version();
    }
}
