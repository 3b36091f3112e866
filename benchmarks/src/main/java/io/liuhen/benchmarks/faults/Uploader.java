package io.liuhen.benchmarks.faults;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * One client: opens uploads, sends parts, leaves them, comes back to them, sends whole files, corrects metadata. What
 * the server cannot now is tried again; what it may not answer is a finding. Confined to one thread.
 */
final class Uploader {
    private static final int CHUNK_MAX = 400_000;
    private static final int PARKED_MAX = 40;
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int CONFLICT = 409;

    private final Work work;
    private final Line line;
    private final Ledger ledger;
    private final Pace pace;
    private final Contents contents;
    private final SplittableRandom random;

    Uploader(Work work, Line line, Ledger ledger, Pace pace, Contents contents, long seed) {
        this.work = work;
        this.line = line;
        this.ledger = ledger;
        this.pace = pace;
        this.contents = contents;
        this.random = new SplittableRandom(seed);
    }

    /** Works until there is nothing left to do, or a finding is made. */
    void run() throws InterruptedException {
        while (!work.cancelled()) {
            boolean full = ledger.parkedCount() >= PARKED_MAX;
            Optional<Upload> left =
                    work.finishing() || full || random.nextInt(3) == 0 ? ledger.unpark() : Optional.empty();
            if (left.isPresent()) {
                goOn(left.get(), true);
                continue;
            }
            if (work.finishing()) {
                return;
            }
            Optional<Integer> number = work.next();
            if (number.isEmpty()) {
                pause();
            } else if (random.nextInt(5) == 0) {
                sendWhole(number.get());
            } else {
                create(number.get()).ifPresent(upload -> ledger.park(upload.id()));
            }
        }
    }

    private void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20 + random.nextInt(80));
    }

    /** Empty where nobody knows whether it was opened: the client opens another. */
    private Optional<Upload> create(int number) throws InterruptedException {
        int length = contents.length(number);
        pace.await(0);
        HttpRequest request = line.tus("/files")
                .header("Upload-Length", String.valueOf(length))
                .header("Upload-Metadata", metadata(number))
                .POST(BodyPublishers.noBody())
                .build();
        Optional<Answer> answer = line.definite(request);
        if (answer.isEmpty()) {
            pause();
            return Optional.empty();
        }
        expect(answer.get(), answer.get().status() == CREATED, "POST /files");
        String id = answer.get().header("Location").replace("/files/", "");
        work.begun(length);
        ledger.opened(number, id, length);
        return Optional.of(new Upload(number, id, length, 0));
    }

    /** Three files in a row are one take of one device. */
    private static String metadata(int number) {
        return "filename " + base64("clip-" + number + ".bin") + ",device " + base64("ZFY-" + number % 7)
                + ",recording " + base64("take-" + number / 21) + ",sequence "
                + base64(String.valueOf(1 + number / 7 % 3));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void goOn(Upload found, boolean ask) throws InterruptedException {
        Upload upload = found;
        byte[] content = contents.bytes(upload.number());
        boolean unsure = ask;
        while (!upload.sealed() && !work.cancelled()) {
            if (!work.finishing() && random.nextInt(12) == 0) {
                ledger.park(upload.id());
                return;
            }
            Optional<Upload> next = unsure ? head(upload) : patch(upload, content);
            unsure = next.isEmpty();
            if (unsure) {
                pause();
            }
            upload = next.orElse(upload);
        }
        if (upload.sealed() && random.nextInt(3) == 0) {
            correct(upload);
        }
    }

    private Optional<Upload> head(Upload upload) throws InterruptedException {
        HttpRequest request =
                line.tus(upload.path()).method("HEAD", BodyPublishers.noBody()).build();
        Optional<Answer> answer = line.definite(request);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        expect(answer.get(), answer.get().status() == OK, "HEAD " + upload);
        return Optional.of(ledger.offset(upload.id(), answer.get().offset()));
    }

    private Optional<Upload> patch(Upload upload, byte[] content) throws InterruptedException {
        int from = (int) upload.acknowledged();
        int to = Math.min(content.length, from + 1 + random.nextInt(CHUNK_MAX));
        pace.await(to - from);
        HttpRequest request = line.tus(upload.path())
                .header("Upload-Offset", String.valueOf(from))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", BodyPublishers.ofByteArray(Arrays.copyOfRange(content, from, to)))
                .build();
        Optional<Answer> answer = line.definite(request).filter(given -> given.status() != CONFLICT);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        boolean right = answer.get().status() == NO_CONTENT && answer.get().offset() == to;
        expect(answer.get(), right, "PATCH " + upload + " up to " + to);
        return Optional.of(ledger.offset(upload.id(), to));
    }

    private void sendWhole(int number) throws InterruptedException {
        byte[] content = contents.bytes(number);
        pace.await(content.length);
        HttpRequest request = line.request("/files/clip-" + number + ".bin")
                .header("Upload-Metadata", metadata(number))
                .PUT(BodyPublishers.ofByteArray(content))
                .build();
        Optional<Answer> answer = line.definite(request);
        if (answer.isEmpty()) {
            pause();
            return;
        }
        int status = answer.get().status();
        expect(answer.get(), status == CREATED || status == OK, "PUT");
        work.begun(content.length);
        ledger.sealed(number, answer.get().json().path("id").asText(), content.length);
    }

    /** Corrects the recording's metadata, if nothing comes between. */
    private void correct(Upload upload) throws InterruptedException {
        Optional<Answer> segment = line.definite(line.request(upload.segment()).build());
        if (segment.isEmpty()) {
            return;
        }
        expect(segment.get(), segment.get().status() == OK, "GET " + upload.segment());
        String recording = segment.get().json().path("recording").asText();
        Optional<Answer> before =
                line.definite(line.request("/recordings/" + recording).build());
        if (before.isEmpty()) {
            return;
        }
        expect(before.get(), before.get().status() == OK, "GET /recordings/" + recording);
        String objectOfProof = "file-" + upload.number();
        HttpRequest change = line.request("/recordings/" + recording)
                .header("If-Match", before.get().header("ETag"))
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString("{\"objectOfProof\":\"" + objectOfProof + "\"}"))
                .build();
        line.definite(change)
                .filter(answer -> answer.status() == OK)
                .ifPresent(answer -> ledger.version(new Ledger.Version(
                        recording, answer.json().path("version").asInt(), objectOfProof)));
    }

    private static void expect(Answer answer, boolean right, String what) {
        if (!right) {
            throw new FindingException(what + " was answered " + answer.summary());
        }
    }
}
