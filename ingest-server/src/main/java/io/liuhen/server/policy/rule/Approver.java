package io.liuhen.server.policy.rule;

import java.util.Optional;

/** Who must have approved a kind of request, and which form must have been signed. */
public record Approver(String request, String role, Optional<String> form, Citation cite) {}
