package io.liuhen.server.importing;

import io.liuhen.server.importing.Listing.Known;
import io.liuhen.server.importing.Remote.Answer;
import io.liuhen.server.importing.Remote.Asking;
import io.liuhen.storage.format.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Carries one file after another to the server, whatever the line does: what is durable there is not sent again. Thread-
 * safe; blocks.
 */
final class Carrier {
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Remote remote;
    private final Map<String, String> aboutAll;
    private final long chunkBytes;
    private final long patienceNanos;
    private final LongSupplier nanoTime;
    private final Progress progress;
    private final Map<String, Known> there;

    /** Digests of the files that were carried to their end, by name. */
    private final Map<String, Sha256> carried = new ConcurrentHashMap<>();

    /** Files with the same bytes are the same upload: each waits for the one before. */
    private final Set<Sha256> underway = new HashSet<>();

    /**
     * Nothing is carried yet.
     *
     * @param aboutAll metadata of every file
     * @param patienceNanos how long one file may get no further
     * @param there what the server has of each file already, by name
     */
    Carrier(
            Remote remote,
            Map<String, String> aboutAll,
            long chunkBytes,
            long patienceNanos,
            LongSupplier nanoTime,
            Progress progress,
            Map<String, Known> there) {
        this.there = Map.copyOf(there);
        this.remote = remote;
        this.aboutAll = new LinkedHashMap<>(aboutAll);
        this.chunkBytes = chunkBytes;
        this.patienceNanos = patienceNanos;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /** Whether the file is stored now. */
    boolean carry(SourceFile file) throws InterruptedException {
        try {
            Sha256 sha256 = file.sha256();
            Journey journey = new Journey(file, sha256);
            String outcome;
            begin(sha256);
            try {
                outcome = journey.travel();
            } finally {
                end(sha256);
            }
            carried.put(file.name(), sha256);
            progress.file(outcome, file.name(), journey.location.orElse(""));
            return true;
        } catch (RefusedException e) {
            progress.file("failed", file.name(), String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            progress.file("failed", file.name(), "cannot be read: " + Trouble.text(e));
        }
        return false;
    }

    private synchronized void begin(Sha256 sha256) throws InterruptedException {
        while (!underway.add(sha256)) {
            wait();
        }
    }

    private synchronized void end(Sha256 sha256) {
        underway.remove(sha256);
        notifyAll();
    }

    /**
     * Tells the server that a file, which was carried, is this file: it went on with bytes that had come before, under words
     * by which the server could not know it.
     */
    void claim(SourceFile file) throws InterruptedException {
        Sha256 sha256 = carried.get(file.name());
        if (sha256 == null) {
            return;
        }
        try {
            new Journey(file, sha256).send();
        } catch (RefusedException | IOException | UncheckedIOException e) {
            progress.note(file.name() + ": " + Trouble.text(e));
        }
    }

    /** The server will not have it, or could not be reached for too long. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /** One file's way. Confined to the thread that carries it. */
    private final class Journey {
        private final SourceFile file;
        private final Sha256 sha256;
        private Optional<String> location = Optional.empty();
        private long offsetBytes;
        private long advancedNanos = nanoTime.getAsLong();
        private long pauseMillis = FIRST_PAUSE_MILLIS;

        Journey(SourceFile file, Sha256 sha256) {
            this.file = file;
            this.sha256 = sha256;
        }

        /** {@code stored}, or {@code known} where it was there before. */
        String travel() throws IOException, InterruptedException, RefusedException {
            if (isThere()) {
                progress.known(file.lengthBytes());
                return "known";
            }
            return goesOn() ? advanceToTheEnd() : send();
        }

        /** As {@link #travel}, whatever was said to be there. */
        String send() throws IOException, InterruptedException, RefusedException {
            open();
            return advanceToTheEnd();
        }

        private String advanceToTheEnd() throws IOException, InterruptedException, RefusedException {
            progress.known(offsetBytes);
            boolean whole = offsetBytes > 0 && offsetBytes == file.lengthBytes();
            while (offsetBytes < file.lengthBytes()) {
                advance();
            }
            return whole ? "known" : "stored";
        }

        /** A name and a length prove nothing: the receipt's digest must be that of the file here. */
        private boolean isThere() throws InterruptedException, RefusedException {
            String segment = had("stored");
            if (segment.isEmpty()) {
                return false;
            }
            Answer receipt = insist(() -> remote.get("/files/" + segment + "/receipt"));
            if (!receipt.ok() || !receipt.body().path("sha256").asText().equals(sha256.toString())) {
                return false;
            }
            location = Optional.of("/files/" + segment);
            return true;
        }

        /**
         * Goes on with what an earlier run has begun: an upload that has declared the digest of this very file, so that the
         * server finds out if its first bytes were another's. One that has not would become a mixture of two files.
         */
        private boolean goesOn() throws InterruptedException, RefusedException {
            String upload = had("receiving");
            if (upload.isEmpty()) {
                return false;
            }
            Answer head = insist(() -> remote.head("/files/" + upload));
            if (!head.ok() || head.offset().isEmpty() || !head.declares(sha256)) {
                return false;
            }
            location = Optional.of("/files/" + upload);
            offsetBytes = head.offset().getAsLong();
            return true;
        }

        private String had(String state) {
            Known known = there.getOrDefault(file.name(), Known.nothing());
            return known.state().equals(state) ? known.id() : "";
        }

        private void open() throws InterruptedException, RefusedException {
            Map<String, String> metadata = new LinkedHashMap<>(aboutAll);
            metadata.put("filename", file.name());
            metadata.put("fileModifiedAt", file.modifiedAt().toString());
            metadata.put("sha256", sha256.toString());
            Answer created = insist(() -> remote.create(file.lengthBytes(), metadata));
            location = created.location();
            if (!created.ok() || location.isEmpty()) {
                throw new RefusedException(created.complaint());
            }
            offsetBytes = created.offset().orElse(file.lengthBytes() == 0 ? 0 : stands());
        }

        private void advance() throws IOException, InterruptedException, RefusedException {
            if (Files.size(file.path()) != file.lengthBytes()) {
                throw new RefusedException("the file has changed while it was carried");
            }
            long count = Math.min(chunkBytes, file.lengthBytes() - offsetBytes);
            long from = offsetBytes;
            Optional<Answer> answer = attempt(() -> remote.append(location.orElseThrow(), file.path(), from, count));
            if (answer.isPresent() && answer.get().ok()) {
                arrived(answer.get().offset().orElse(from + count));
            } else if (answer.isPresent() && !resumable(answer.get())) {
                throw new RefusedException(answer.get().complaint());
            } else {
                pause(answer.map(Answer::retryAfterSeconds).orElse(OptionalLong.empty()), answer);
                arrived(stands());
            }
        }

        private static boolean resumable(Answer answer) {
            return answer.passing() || answer.status() == 409;
        }

        private void arrived(long newOffset) {
            if (newOffset > offsetBytes) {
                progress.sent(newOffset - offsetBytes);
                advancedNanos = nanoTime.getAsLong();
                pauseMillis = FIRST_PAUSE_MILLIS;
            }
            offsetBytes = newOffset;
        }

        private long stands() throws InterruptedException, RefusedException {
            Answer head = insist(() -> remote.head(location.orElseThrow()));
            if (!head.ok() || head.offset().isEmpty()) {
                throw new RefusedException("its upload is gone: " + head.complaint());
            }
            return head.offset().getAsLong();
        }

        /** Asks until there is an answer that is not of the moment. */
        private Answer insist(Asking asking) throws InterruptedException, RefusedException {
            while (true) {
                Optional<Answer> answer = attempt(asking);
                if (answer.isPresent() && !answer.get().passing()) {
                    return answer.get();
                }
                pause(answer.map(Answer::retryAfterSeconds).orElse(OptionalLong.empty()), answer);
            }
        }

        private Optional<Answer> attempt(Asking asking) throws InterruptedException {
            try {
                return Optional.of(asking.ask());
            } catch (IOException | UncheckedIOException e) {
                progress.note(file.name() + ": the line broke: " + Trouble.text(e));
                return Optional.empty();
            }
        }

        private void pause(OptionalLong askedSeconds, Optional<Answer> answer)
                throws InterruptedException, RefusedException {
            if (nanoTime.getAsLong() - advancedNanos > patienceNanos) {
                throw new RefusedException(
                        "it gets no further: " + answer.map(Answer::complaint).orElse("the server cannot be reached"));
            }
            long millis = askedSeconds.isPresent() ? TimeUnit.SECONDS.toMillis(askedSeconds.getAsLong()) : pauseMillis;
            TimeUnit.MILLISECONDS.sleep(Math.min(millis, LONGEST_PAUSE_MILLIS));
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
    }
}
