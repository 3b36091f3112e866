package io.liuhen.server.importing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong, in words that say what to do. Pure. */
final class Trouble {
    private Trouble() {}

    static String of(IOException failure, URI server) {
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return "there is no server at " + server + ": start it, or give its address with --server";
        }
        if (failure instanceof HttpTimeoutException) {
            return "the server at " + server + " does not answer";
        }
        if (failure instanceof SSLException) {
            return "the certificate of " + server + " is not trusted here (" + text(failure)
                    + "): give Java a trust store, as docs/operating/import.md says";
        }
        if (failure instanceof NoSuchFileException) {
            return "there is no file " + failure.getMessage();
        }
        if (failure instanceof AccessDeniedException) {
            return failure.getMessage() + " may not be read";
        }
        if (text(failure).contains("header parser received no bytes")) {
            return "what listens at " + server + " does not answer in HTTP: if it speaks TLS, its address begins with"
                    + " https";
        }
        return text(failure);
    }

    /** What a failure says of itself. */
    static String text(Exception failure) {
        return Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
    }
}
