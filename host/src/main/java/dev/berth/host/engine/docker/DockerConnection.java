package dev.berth.host.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.berth.host.engine.EngineUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two ways to the same engine: {@code quick} gives up on one that hangs; {@code patient} is for what may rightly be silent for
 * long: events, followed logs, a build. The API version is the engine's own, read when it first answers, and kept.
 */
final class DockerConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private final URI socket;
    private @Nullable Clients clients;

    DockerConnection(URI socket) {
        this.socket = socket;
    }

    private record Clients(DockerClient quick, DockerClient patient, String engineVersion) {}

    DockerClient quick() {
        return clients().quick();
    }

    DockerClient patient() {
        return clients().patient();
    }

    String engineVersion() {
        return clients().engineVersion();
    }

    private synchronized Clients clients() {
        if (clients == null) clients = open();
        return clients;
    }

    private Clients open() {
        try (DockerClient first = client("", CONNECT)) {
            var version = first.versionCmd().exec();
            String api = version.getApiVersion();
            return new Clients(client(api, ANSWER), client(api, Duration.ZERO), version.getVersion());
        } catch (IOException | RuntimeException unreachable) {
            throw new EngineUnavailable(socket + ": " + unreachable.getMessage(), unreachable);
        }
    }

    private DockerClient client(String apiVersion, Duration answer) {
        DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(socket.toString())
                .withDockerTlsVerify(false)
                .withApiVersion(apiVersion)
                .build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(socket)
                        .connectionTimeout(CONNECT)
                        .responseTimeout(answer)
                        .maxConnections(64)
                        .build());
    }

    /** Tells a failed engine, which leaves unknown what it did, from what it answered. */
    static <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (EngineUnavailable | UncheckedIOException known) {
            throw known;
        } catch (RuntimeException failed) {
            throw new EngineUnavailable("docker: " + failed.getMessage(), failed);
        }
    }

    @Override
    public synchronized void close() {
        Clients open = clients;
        if (open == null) return;
        try (DockerClient _ = open.quick();
                DockerClient _ = open.patient()) {
            clients = null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
