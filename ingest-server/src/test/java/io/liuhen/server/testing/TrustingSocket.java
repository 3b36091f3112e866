package io.liuhen.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An encrypted connection to a port of this machine that believes whatever certificate it is shown. */
public final class TrustingSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final SSLSocket socket;

    /** A connection in the newest version. */
    public TrustingSocket(int port) throws IOException {
        this(port, "TLSv1.3");
    }

    /** A connection in one version. */
    public TrustingSocket(int port, String version) throws IOException {
        this(port, version, "http/1.1");
    }

    /** A connection in one version of TLS, for one protocol in it (ALPN). */
    TrustingSocket(int port, String version, String protocol) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everybody()}, null);
            socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setEnabledProtocols(new String[] {version});
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {protocol});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
    }

    private static final class Everybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Whom the certificate names that a new connection is shown. */
    public static String subjectAt(int port, String version) {
        try (TrustingSocket socket = new TrustingSocket(port, version)) {
            return socket.subject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whom the server's certificate names. */
    public String subject() throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    /** What is sent and read in it. */
    SSLSocket socket() {
        return socket;
    }

    /** Sends a request that asks for the connection's end, and reads all that is answered. */
    public String exchange(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
