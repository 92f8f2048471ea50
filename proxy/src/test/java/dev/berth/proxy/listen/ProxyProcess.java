package dev.berth.proxy.listen;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged proxy as a process with little memory, which may be started again on the same ports and the same state. */
final class ProxyProcess implements AutoCloseable {
    final int port = freePort();
    final int operatorPort = freePort();
    private final Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;

    /** Starts one, and returns when it is ready. */
    ProxyProcess(Path folder, int controlPlanePort, Map<String, String> moreSettings) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        settings.put("BERTH_PROXY_LISTEN", "127.0.0.1:" + port);
        settings.put("BERTH_PROXY_OPERATOR_LISTEN", "127.0.0.1:" + operatorPort);
        settings.put("BERTH_PROXY_STATE_DIR", folder.resolve("state").toString());
        settings.put("BERTH_CONTROL_PLANE", "127.0.0.1:" + controlPlanePort);
        settings.put(
                "BERTH_PROXY_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "a-proxy-token\n").toString());
        settings.put(
                "BERTH_PROXY_SEALING_KEY_FILE",
                Files.writeString(folder.resolve("sealing.key"), "ab".repeat(32) + "\n")
                        .toString());
        settings.putAll(moreSettings);
        start();
    }

    /** Starts it again. */
    void start() throws IOException {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                "target/lib/*",
                "dev.berth.proxy.Main");
        builder.environment().putAll(settings);
        process = builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        await().atMost(Duration.ofSeconds(40))
                .ignoreExceptions()
                .until(() -> operator("/readyz").statusCode() == 200);
    }

    HttpResponse<String> operator(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operatorPort + path))
                        .build(),
                BodyHandlers.ofString());
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Tells it to stop; it has not yet. */
    void tellToStop() {
        process.destroy();
    }

    /** Whether it has ended within so many seconds. */
    boolean hasEndedWithin(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no port is free", e);
        }
    }
}
