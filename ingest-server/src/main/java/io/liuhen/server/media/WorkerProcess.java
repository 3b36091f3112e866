package io.liuhen.server.media;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * One worker process and the server's end of its {@link Wire}. Talked to by one thread at a time; may be killed from
 * any.
 */
final class WorkerProcess {

    private static final int LEAVE_SECONDS = 2;
    private static final int KILL_WAIT_SECONDS = 10;
    /** A number and an offset stand before the bytes. */
    private static final int WRITE_HEAD_BYTES = 1 + Long.BYTES;

    private final Process process;
    private final ErrorOutput errors;
    private volatile ProcessHandle worker;
    private volatile ResidentMemory memory;
    private final byte[] piece = new byte[Wire.MAX_READ_BYTES];

    WorkerProcess(Process process) {
        this.process = process;
        this.errors = new ErrorOutput(process.getErrorStream());
        this.worker = process.toHandle();
        this.memory = new ResidentMemory(process.pid());
        errors.startDraining(process.pid());
    }

    /** Of the worker itself, once it has said hello. */
    long pid() {
        return worker.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ResidentMemory memory() {
        return memory;
    }

    String lastErrors() {
        return errors.tail();
    }

    /** Waits until the worker has loaded its decoders, and returns their version. */
    String greet() throws IOException {
        Wire.Frame hello = Wire.read(process.getInputStream(), Wire.MAX_FROM_WORKER_BYTES);
        DataInputStream in = hello.open();
        if (hello.type != Wire.HELLO || in.readInt() != Wire.VERSION) {
            throw new Wire.GarbledException("the worker's hello is not of version " + Wire.VERSION);
        }
        // What confines it may have stayed as its parent.
        process.descendants().reduce((first, second) -> second).ifPresent(found -> {
            worker = found;
            memory = new ResidentMemory(found.pid());
        });
        return PlainText.clean(in.readUTF(), StreamFacts.MAX_NAME_CHARS);
    }

    /** Hands a job over and serves its reads until it is answered. */
    Answer converse(Talk talk) throws IOException, LostException {
        Job job = talk.job();
        Wire.write(process.getOutputStream(), Wire.JOB, Wire.payload(job));
        while (true) {
            Wire.Frame frame = Wire.read(process.getInputStream(), Wire.MAX_FROM_WORKER_BYTES);
            switch (frame.type) {
                case Wire.READ -> serveRead(frame.open(), job.sourceBytes(), talk.source());
                case Wire.BEGIN -> talk.outputs().begin(derivative(frame.open()));
                case Wire.WRITE -> takeOutput(frame, talk.outputs());
                case Wire.READ_BACK -> giveOutputBack(frame.open(), talk.outputs());
                case Wire.PROGRESS ->
                    talk.watcher().reached(Math.max(0, frame.open().readLong()));
                case Wire.SEEN -> talk.watcher().seen(SeenOnWire.read(frame.open()));
                case Wire.ANSWER -> {
                    return fitting(Answer.readFrom(frame.open()), job.task());
                }
                default -> throw new Wire.GarbledException("unexpected frame of type " + (int) frame.type);
            }
        }
    }

    private static Answer fitting(Answer answer, Job.Task task) throws IOException {
        boolean fits = switch (task) {
            case PROBE -> !(answer instanceof Answer.Made);
            case VIEW, COPY, POSTER -> !(answer instanceof Answer.Facts) && isAmong(answer, task);
        };
        if (!fits) {
            throw new Wire.GarbledException("answers another question than " + task);
        }
        return answer;
    }

    private static boolean isAmong(Answer answer, Job.Task task) {
        return !(answer instanceof Answer.Made made)
                || made.files().stream().map(MadeFile::what).allMatch(task.makes()::contains);
    }

    private static Derivative derivative(DataInputStream in) throws IOException {
        return Derivative.ofNumber(in.readUnsignedByte());
    }

    private static void takeOutput(Wire.Frame frame, Outputs outputs) throws IOException, LostException {
        if (frame.payload.length < WRITE_HEAD_BYTES) {
            throw new Wire.GarbledException("writes without saying where");
        }
        DataInputStream head = frame.open();
        Derivative what = derivative(head);
        long offset = head.readLong();
        int length = frame.payload.length - WRITE_HEAD_BYTES;
        outputs.write(what, offset, ByteBuffer.wrap(frame.payload, WRITE_HEAD_BYTES, length));
    }

    private void giveOutputBack(DataInputStream request, Outputs outputs) throws IOException, LostException {
        Derivative what = derivative(request);
        long offset = request.readLong();
        int length = request.readInt();
        if (length <= 0 || length > piece.length) {
            throw new Wire.GarbledException("asks for " + length + " bytes of what it made");
        }
        ByteBuffer target = ByteBuffer.wrap(piece, 0, length);
        outputs.read(what, offset, target);
        Wire.write(process.getOutputStream(), Wire.BYTES, piece, target.position());
    }

    private void serveRead(DataInputStream request, long sizeBytes, MediaSource source) throws IOException {
        long offset = request.readLong();
        int length = request.readInt();
        if (offset < 0 || length <= 0 || length > piece.length || offset > sizeBytes - length) {
            throw new Wire.GarbledException("asks for " + length + " bytes at " + offset + " of " + sizeBytes);
        }
        int filled;
        try {
            filled = fill(source, offset, length);
        } catch (IOException e) {
            String what = PlainText.sentence("The source could not be read at byte " + offset + ": " + e.getMessage());
            Wire.write(process.getOutputStream(), Wire.SOURCE_FAILED, Wire.payload(out -> out.writeUTF(what)));
            return;
        }
        Wire.write(process.getOutputStream(), Wire.BYTES, piece, filled);
    }

    private int fill(MediaSource source, long offset, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(piece, 0, length);
        while (target.hasRemaining()) {
            int read = source.read(target, offset + target.position());
            if (read == 0) {
                throw new IOException("the source gives nothing, but does not end");
            }
            if (read < 0) {
                break;
            }
        }
        return target.position();
    }

    /** Gives a worker that has closed its end a moment to end as it wants to: its exit code says why. */
    void awaitEnd() {
        await(LEAVE_SECONDS);
        kill();
    }

    /** Whether it ends well within the time. What it printed can then be read. */
    boolean endsWellWithin(int seconds) {
        await(seconds);
        return !process.isAlive() && process.exitValue() == 0;
    }

    /** Ends it, whatever it is doing, and waits until it is gone. */
    void kill() {
        // With whatever it may have started, and with what confines it.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await(KILL_WAIT_SECONDS);
    }

    private void await(int seconds) {
        boolean interrupted = false;
        long leftSeconds = seconds;
        while (process.isAlive() && leftSeconds > 0) {
            try {
                process.waitFor(1, TimeUnit.SECONDS);
                leftSeconds--;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why it went, for a process that has ended by itself. */
    String epitaph() {
        if (process.isAlive()) {
            return "The worker does not answer any more.";
        }
        int exit = process.exitValue();
        String how = exit > 128 ? "was ended by signal " + (exit - 128) : "ended with exit code " + exit;
        String said = lastErrors();
        return "The worker " + how + (said.isEmpty() ? "." : ": " + said);
    }

    /** Whether the JVM ended itself because its heap was full. */
    boolean ranOutOfHeap() {
        return !process.isAlive() && process.exitValue() == 3;
    }
}
