package io.liuhen.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a worker process behaves towards its host. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerProcessTest {

    @TempDir
    private Path directory;

    @Test
    void anIdleWorkerEndsWhenItsServerGoes() throws Exception {
        Process process = new WorkerCommand(Workbench.config()).start();
        new WorkerProcess(process).greet();
        process.getOutputStream().close();
        assertTrue(process.waitFor(5, TimeUnit.SECONDS));
        assertEquals(ParentLink.EXIT_PARENT_GONE, process.exitValue());
    }

    @Test
    void aDecodingWorkerEndsWhenItsServerGoes() throws Exception {
        Path clip = Clips.mp4(directory.resolve("a.mp4"), 10, 1600, 900);
        Process process = new WorkerCommand(Workbench.config()).start();
        WorkerProcess worker = new WorkerProcess(process);
        worker.greet();
        CountDownLatch allRead = new CountDownLatch(1);
        MediaSource source = Workbench.source(clip);
        MediaSource watched = new MediaSource() {
            @Override
            public long sizeBytes() {
                return source.sizeBytes();
            }

            @Override
            public int read(ByteBuffer target, long positionBytes) throws IOException {
                int length = target.remaining();
                if (positionBytes + length >= source.sizeBytes()) {
                    allRead.countDown();
                }
                return source.read(target, positionBytes);
            }
        };
        Job job = new Job(
                Job.Task.VIEW,
                source.sizeBytes(),
                1L << 28,
                50_000_000,
                1L << 30,
                Rendering.plain(ProxySettings.DEFAULT),
                PreviewSettings.DEFAULT);
        OutputFiles outputs = new OutputFiles(directory, job.task().makes(), 1L << 30);
        Talk talk = new Talk(job, watched, outputs, micros -> {});
        ExecutorService talker = Executors.newSingleThreadExecutor(Thread::new);
        try {
            talker.execute(() -> converseUntilTheEnd(worker, talk));
            allRead.await();
            assertTrue(process.isAlive());
            process.getOutputStream().close();
            assertTrue(process.waitFor(2, TimeUnit.SECONDS));
        } finally {
            talker.shutdownNow();
            process.destroyForcibly();
        }
    }

    private static void converseUntilTheEnd(WorkerProcess worker, Talk talk) {
        try {
            worker.converse(talk);
        } catch (IOException | LostException e) {
            // as it must be: the worker goes in the middle of the talk
        }
    }

    @Test
    void aWorkerNeedsNothingOfTheHostThatASlimImageLacks() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "only Linux tells which libraries a process has");
        Process process = new WorkerCommand(Workbench.config()).start();
        try {
            WorkerProcess worker = new WorkerProcess(process);
            worker.greet();
            List<String> mapped = Files.readAllLines(Path.of("/proc", Long.toString(worker.pid()), "maps"));
            assertTrue(mapped.stream().anyMatch(line -> line.contains("libavcodec")));
            for (String unwanted : List.of("libxcb", "libX11", "libasound", "libpulse", "libavdevice", "libudev")) {
                assertFalse(mapped.stream().anyMatch(line -> line.contains(unwanted)), unwanted);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aWorkerIsSmallPoliteAndKnowsNothingOfItsServersEnvironment() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/environ")), "only Linux tells a process's environment");
        Process process = new WorkerCommand(Workbench.config()).start();
        try {
            WorkerProcess worker = new WorkerProcess(process);
            worker.greet();
            Path proc = Path.of("/proc", Long.toString(worker.pid()));
            String environment = Files.readString(proc.resolve("environ")).replace('\0', ' ');
            assertEquals(
                    List.of("LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=1"),
                    List.of(environment.strip().split(" ", -1)).stream()
                            .sorted()
                            .toList());
            assertEquals(niceness(Path.of("/proc/self")) + 10, niceness(proc));
            String limits = Files.readString(proc.resolve("limits"));
            String addressSpace = Long.toString(WorkerLimits.DEFAULT.addressSpaceLimitBytes());
            assertTrue(limits.matches("(?s).*Max address space +" + addressSpace + ".*"), limits);
            assertTrue(limits.matches("(?s).*Max core file size +0 .*"), limits);
            assertTrue(limits.matches("(?s).*Max file size +0 .*"), limits);
            long resident = worker.memory().nowBytes().orElseThrow();
            assertTrue(resident < 150L << 20, String.format(Locale.ROOT, "%,d bytes", resident));
        } finally {
            process.destroyForcibly();
        }
    }

    private static int niceness(Path proc) throws IOException {
        String behindTheName = Files.readString(proc.resolve("stat")).replaceFirst(".*\\) ", "");
        return Integer.parseInt(behindTheName.split(" ", -1)[16]);
    }

    @Test
    void aWorkerIsReadySoon() throws Exception {
        new WorkerProcess(new WorkerCommand(Workbench.config()).start()).kill();
        long started = System.nanoTime();
        WorkerProcess worker = new WorkerProcess(new WorkerCommand(Workbench.config()).start());
        try {
            assertTrue(worker.greet().startsWith("8."));
            Duration taken = Duration.ofNanos(System.nanoTime() - started);
            assertTrue(taken.compareTo(Duration.ofSeconds(10)) < 0, taken.toString());
        } finally {
            worker.kill();
        }
    }
}
