package dev.berth.control.openid;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real OpenID Connect provider on this machine, run by node; {@code provider.mjs} says whom it knows. */
public final class LocalProvider implements AutoCloseable {
    /** Tests of other modules use it too. */
    private static final Path SOURCES =
            Path.of("").toAbsolutePath().resolveSibling("control-plane").resolve("src/test/openid-provider");

    private static final Path INSTALLED = Path.of("target/openid-provider");

    private final Process process;
    private final URI issuer;

    private LocalProvider(Process process, URI issuer) {
        this.process = process;
        this.issuer = issuer;
    }

    /** @param callback where it sends people back to */
    public static LocalProvider start(URI callback) {
        try {
            install();
            Process process = new ProcessBuilder("node", "provider.mjs", callback.toString())
                    .directory(INSTALLED.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String issuer = out.readLine();
            if (issuer == null) throw new IllegalStateException("the provider ended as it began");
            return new LocalProvider(process, URI.create(issuer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install() throws IOException {
        Files.createDirectories(INSTALLED);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc", "provider.mjs"))
            Files.write(INSTALLED.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        Path log = INSTALLED.resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
                .directory(INSTALLED.toFile())
                .redirectErrorStream(true) // not this process's own streams, which its parent speaks to it by
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0)
                throw new IllegalStateException("npm ci in " + INSTALLED + " failed: " + Files.readString(log));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public OpenIdProvider provider() {
        return new OpenIdProvider("local", "Local provider", issuer, "berth", Optional.of("a secret of the test"));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
