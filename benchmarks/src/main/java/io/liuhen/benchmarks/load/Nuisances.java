package io.liuhen.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Devices that are slow, die or mean harm, until a time. Whatever becomes of them is right. Thread-safe. */
final class Nuisances {
    private static final int BYTES = 1 << 20;
    private static final int DROP_BYTES = 1 << 10;
    private static final int PATIENCE_MILLIS = 2000;
    private static final int KINDS = 4;
    private static final long REST_MILLIS = 200;

    /** An attacker has a line of 32 Mbit/s, and makes some 50 requests or connections a second. */
    private static final long BODY_REST_MILLIS = 4;

    private static final long ATTACK_REST_MILLIS = 20;
    private static final String HOST = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";

    private final int port;
    private final Noise noise;
    private final long endNanos;
    private final AtomicInteger drops = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger attacks = new AtomicInteger();
    private final byte[] junk = new byte[16 << 10];

    Nuisances(int port, Noise noise, long endNanos) {
        this.port = port;
        this.noise = noise;
        this.endNanos = endNanos;
    }

    private boolean goesOn() {
        return System.nanoTime() < endNanos;
    }

    /** One KiB a second of a body that never comes to its end. */
    void trickle(int number) {
        try (Wire wire = new Wire(port, DROP_BYTES)) {
            String upload = wire.create(BYTES);
            wire.patch(upload, 0, BYTES);
            for (long sent = 0; goesOn() && sent < BYTES; sent += DROP_BYTES) {
                noise.write(-1 - number, sent, DROP_BYTES, wire.body());
                drops.incrementAndGet();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (IOException | InterruptedException e) {
            rest(REST_MILLIS);
        }
    }

    /** Sends a part of a body, and is gone; again and again. */
    void die(int number) {
        while (goesOn()) {
            try (Wire wire = new Wire(port, DROP_BYTES)) {
                String upload = wire.create(BYTES);
                wire.patch(upload, 0, BYTES);
                noise.write(-1000 - number, 0, BYTES / 4, wire.body());
                rest(REST_MILLIS);
                deaths.incrementAndGet();
            } catch (IOException e) {
                rest(REST_MILLIS);
            }
            rest(REST_MILLIS);
        }
    }

    /** Floods of headers, heads that never end, bodies beyond their length, signatures that are none. */
    void attack(int number) {
        while (goesOn()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                attack(number % KINDS, socket.getOutputStream(), socket.getInputStream());
            } catch (IOException e) {
                // It was cut off, as it should be.
                attacks.incrementAndGet();
            }
            rest(ATTACK_REST_MILLIS);
        }
    }

    private void attack(int kind, OutputStream out, InputStream in) throws IOException {
        switch (kind) {
            case 0 -> {
                send(out, "POST /files" + HOST);
                for (int i = 0; i < 5000; i++) {
                    send(out, "X-Flood-" + i + ": aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
                }
            }
            case 1 -> {
                send(out, "POST /files" + HOST);
                while (goesOn()) {
                    send(out, "X: y\r\n");
                    rest(REST_MILLIS);
                }
            }
            case 2 -> {
                send(
                        out,
                        "POST /files" + HOST
                                + "Tus-Resumable: 1.0.0\r\nUpload-Length: 1000\r\nTransfer-Encoding: chunked\r\n"
                                + "Content-Type: application/offset+octet-stream\r\n\r\n");
                while (goesOn()) {
                    send(out, Integer.toHexString(junk.length) + "\r\n");
                    out.write(junk);
                    send(out, "\r\n");
                    rest(BODY_REST_MILLIS);
                }
            }
            default -> {
                while (goesOn()) {
                    send(
                            out,
                            "PUT /files/a.mp4" + HOST + "Content-Length: 0\r\n"
                                    + "Signature-Input: sig1=(\"@method\" \"@path\");keyid=\"ZFY-1/1\";nonce=\"none\"\r\n"
                                    + "Signature: sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:\r\n\r\n");
                    if (in.read(junk.clone()) < 0) {
                        throw new IOException("closed");
                    }
                    attacks.incrementAndGet();
                    rest(ATTACK_REST_MILLIS);
                }
            }
        }
        if (in.read() < 0) {
            throw new IOException("closed");
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return drops + " drops, " + deaths + " deaths and " + attacks + " attacks";
    }
}
