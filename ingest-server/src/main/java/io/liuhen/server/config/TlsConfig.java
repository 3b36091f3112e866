package io.liuhen.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How clients' connections are encrypted. The files are read again when they change.
 *
 * @param certificate the server's certificate and those between it and its authority, in PEM, its own first
 * @param key the certificate's private key, in PEM, without a password
 * @param clientAuthorities certificates, in PEM, of those who issue devices' certificates; without it no client is asked
 *     for one
 */
public record TlsConfig(Path certificate, Path key, Optional<Path> clientAuthorities) {}
