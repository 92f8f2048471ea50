package dev.berth.e2e;

import static org.awaitility.Awaitility.await;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Secrets;
import dev.berth.cli.installation.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One more proxy beside that of an installation, following the same control plane; says goodbye when it is closed. */
final class ProxyReplica implements AutoCloseable {
    private final int port = freePort();
    private final int operatorPort = freePort();
    private final BerthInstallation berth;
    private final Path state;
    private final Process process;

    /** Returns when it is ready. */
    ProxyReplica(BerthInstallation berth, Path folder) throws IOException {
        var installation = new Installation(berth.directory());
        var settings = Settings.read(installation).orElseThrow();
        this.berth = berth;
        this.state = folder.resolve("state");
        var secrets = new Secrets(installation);
        Files.createDirectories(folder);
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-cp",
                Path.of("..", "proxy", "target", "lib").toAbsolutePath() + "/*",
                "dev.berth.proxy.Main");
        builder.environment().put("BERTH_PROXY_LISTEN", "127.0.0.1:" + port);
        builder.environment().put("BERTH_PROXY_OPERATOR_LISTEN", "127.0.0.1:" + operatorPort);
        builder.environment().put("BERTH_PROXY_STATE_DIR", state.toString());
        builder.environment().put("BERTH_PROXY_EVENT_LOOPS", "1");
        builder.environment().put("BERTH_CONTROL_PLANE", "127.0.0.1:" + settings.grpcPort());
        builder.environment().put("BERTH_PROXY_TOKEN_FILE", secrets.proxyToken().toString());
        builder.environment()
                .put("BERTH_PROXY_SEALING_KEY_FILE", secrets.proxySealingKey().toString());
        process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        URI ready = URI.create("http://127.0.0.1:" + operatorPort + "/readyz");
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> JsonRpc.get(ready).status() == 200);
    }

    /** The same endpoint at this proxy. */
    URI at(URI endpoint) {
        return URI.create("http://127.0.0.1:" + port + endpoint.getPath());
    }

    /** Gone for good, and the platform knows. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly();
            String id = Files.readString(state.resolve("proxy-id")).strip();
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() ->
                            berth.operator().delete("/proxies/" + id, Map.of()).has("id"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }
}
