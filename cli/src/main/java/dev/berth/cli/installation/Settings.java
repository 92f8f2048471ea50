package dev.berth.cli.installation;

import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an installation was started with, kept so that a later `berth up` finds the same: its id, its ports, its engine.
 *
 * @param publicUrl what endpoint URLs begin with; null: the proxy's own address
 */
public record Settings(
        String id,
        int apiPort,
        int grpcPort,
        int rpcPort,
        int operatorPort,
        int databasePort,
        @Nullable String publicUrl,
        EngineChoice engine) {
    public static final int DEFAULT_API_PORT = 8080;
    public static final int DEFAULT_RPC_PORT = 8545;

    public Settings {
        if (!id.matches("[0-9a-z]{8}")) {
            throw new IllegalArgumentException("id: " + id + " (expected: 8 characters of [0-9a-z])");
        }
        requirePort("apiPort", apiPort);
        requirePort("grpcPort", grpcPort);
        requirePort("rpcPort", rpcPort);
        requirePort("operatorPort", operatorPort);
        requirePort("databasePort", databasePort);
    }

    public static Optional<Settings> read(Installation installation) {
        return Installation.read(installation.settingsFile()).map(text -> Json.read(text, Settings.class));
    }

    public void write(Installation installation) {
        installation.run();
        PrivateFile.write(installation.settingsFile(), Json.write(this));
    }

    /** What of the machine this installation uses. */
    public MachineShare share() {
        return MachineShare.of(id);
    }

    public boolean hasPort(int port) {
        return IntStream.of(apiPort, grpcPort, rpcPort, operatorPort, databasePort)
                .anyMatch(own -> own == port);
    }

    public Settings withGrpcPort(int port) {
        return new Settings(id, apiPort, port, rpcPort, operatorPort, databasePort, publicUrl, engine);
    }

    public Settings withOperatorPort(int port) {
        return new Settings(id, apiPort, grpcPort, rpcPort, port, databasePort, publicUrl, engine);
    }

    public Settings withDatabasePort(int port) {
        return new Settings(id, apiPort, grpcPort, rpcPort, operatorPort, port, publicUrl, engine);
    }

    public String apiUrl() {
        return "http://127.0.0.1:" + apiPort;
    }

    /** What endpoint URLs begin with. */
    public String proxyUrl() {
        return publicUrl == null ? "http://127.0.0.1:" + rpcPort : publicUrl;
    }

    /** What Prometheus is to scrape. */
    public String metricsUrl() {
        return "http://127.0.0.1:" + operatorPort + "/metrics";
    }

    /** Where the proxy says what became of a call; with a slash and an answer's `x-request-id` behind it, of that one. */
    public String explainUrl() {
        return "http://127.0.0.1:" + operatorPort + "/debug/explain";
    }

    private static void requirePort(String name, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: 1 to 65535)");
        }
    }
}
