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

/**
 * Two ways to the same engine: {@code quick} gives up on one that hangs; {@code patient} is for what may rightly be silent for
 * long: events, followed logs, a build. The API version is the engine's own, read once and kept.
 */
record DockerConnection(DockerClient quick, DockerClient patient, String engineVersion) implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    static DockerConnection open(URI socket) {
        try (DockerClient first = client(socket, "", Duration.ofSeconds(5))) {
            var version = first.versionCmd().exec();
            String api = version.getApiVersion();
            return new DockerConnection(
                    client(socket, api, ANSWER), client(socket, api, Duration.ZERO), version.getVersion());
        } catch (IOException | RuntimeException unreachable) {
            throw new EngineUnavailable(socket + ": " + unreachable, unreachable);
        }
    }

    private static DockerClient client(URI socket, String apiVersion, Duration answer) {
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
    public void close() {
        try (quick;
                patient) {
            // Closing is all there is to do.
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
