package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.host.engine.EngineUnavailable;
import java.net.URI;

/** The Docker engine of the machine that the tests run on. */
final class LocalDocker {
    static final URI SOCKET = URI.create("unix:///var/run/docker.sock");
    private static final String WANTED =
            "no Docker engine answers on " + SOCKET + ": apt-get install docker.io && dockerd &";

    private LocalDocker() {}

    /** Skips the tests where there is none, unless skipping is forbidden. */
    static void required() {
        try (var docker = new DockerConnection(SOCKET)) {
            docker.quick().pingCmd().exec();
        } catch (EngineUnavailable none) {
            if (System.getenv("BERTH_FORBID_SKIPS") != null) fail(WANTED, none);
            assumeTrue(false, WANTED);
        }
    }
}
