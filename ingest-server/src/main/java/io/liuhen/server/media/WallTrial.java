package io.liuhen.server.media;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program that is started exactly as a worker is, and runs against each wall: it opens a file of the server's, writes
 * beside it, calls a port of the server's, looks for other processes. It prints the walls that held. A host may accept
 * every word of a command and still enforce none of it; this is what tells.
 */
final class WallTrial {
    /** Printed in any case. */
    static final String RAN = "ran";

    private static final int CONNECT_MILLIS = 2_000;

    private WallTrial() {}

    /** Arguments: a readable file of the server's, and a port on which the server listens on the loopback address. */
    public static void main(String[] arguments) throws IOException {
        Path secret = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        Set<String> held = new TreeSet<>();
        held.add(RAN);
        add(held, Wall.LIMITS, isLimited());
        add(held, Wall.NETWORK, !reaches(port));
        add(held, Wall.PROCESSES, ProcessHandle.allProcesses().count() == 1);
        add(held, Wall.PRIVILEGES, isUnprivileged());
        add(held, Wall.FILES, !canRead(secret) && !canWriteIn(secret) && !canWriteIn(Path.of("/tmp/x")));
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            out.write(String.join(" ", held).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void add(Set<String> held, Wall wall, boolean holds) {
        if (holds) {
            held.add(wall.code());
        }
    }

    /** No file of any size can be written, and the address space ends somewhere. */
    private static boolean isLimited() {
        List<String> limits = lines("/proc/self/limits");
        return limits.stream().anyMatch(line -> line.matches("Max file size +0 +0 .*"))
                && limits.stream().anyMatch(line -> line.matches("Max address space +\\d+ .*"));
    }

    private static boolean isUnprivileged() {
        List<String> status = lines("/proc/self/status");
        return status.contains("NoNewPrivs:\t1")
                && status.contains("CapEff:\t0000000000000000")
                && status.contains("CapBnd:\t0000000000000000");
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean reaches(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canRead(Path file) {
        try {
            Files.readAllBytes(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean canWriteIn(Path beside) {
        Path file = beside.resolveSibling(
                "written-by-a-worker-" + ProcessHandle.current().pid());
        try {
            Files.createFile(file);
            Files.delete(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
