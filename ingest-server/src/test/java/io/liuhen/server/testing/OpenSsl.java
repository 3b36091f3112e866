package io.liuhen.server.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSL as any Linux machine has it: a reader that owes nothing to the code that signs. */
public final class OpenSsl {
    private OpenSsl() {}

    /** What it said, and whether it was content. */
    public record Verdict(boolean ok, String text) {}

    /** Checks a detached CMS in DER over a file, trusting one certificate. */
    public static Verdict verify(Path signature, Path content, Path trusted) throws IOException, InterruptedException {
        return run(
                "cms",
                "-verify",
                "-binary",
                "-cades",
                "-inform",
                "DER",
                "-in",
                signature.toString(),
                "-content",
                content.toString(),
                "-CAfile",
                trusted.toString(),
                "-purpose",
                "any",
                "-out",
                "/dev/null");
    }

    private static Verdict run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Verdict(process.waitFor() == 0, text);
    }
}
