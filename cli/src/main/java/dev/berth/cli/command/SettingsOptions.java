package dev.berth.cli.command;

import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.local.WantedSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of `berth up` that are remembered for its next time. */
final class SettingsOptions {
    @Option(names = "--api-port", paramLabel = "PORT", description = "Port of the API (8080)")
    private @Nullable Integer apiPort;

    @Option(names = "--rpc-port", paramLabel = "PORT", description = "Port of the endpoints (8545)")
    private @Nullable Integer rpcPort;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "What endpoint URLs begin with, when something stands before the proxy")
    private @Nullable String publicUrl;

    @Option(
            names = "--engine",
            paramLabel = "auto|docker|process",
            description = "What runs nodes: Docker when it answers, else processes (auto)")
    private @Nullable EngineChoice engine;

    WantedSettings wanted() {
        requirePort("--api-port", apiPort);
        requirePort("--rpc-port", rpcPort);
        if (publicUrl != null && !isHttp(publicUrl)) {
            throw new UsageProblem("--public-url: " + publicUrl + " (expected: http://HOST or https://HOST)");
        }
        return new WantedSettings(apiPort, rpcPort, publicUrl == null ? null : publicUrl.replaceAll("/+$", ""), engine);
    }

    private static void requirePort(String flag, @Nullable Integer port) {
        if (port != null && (port < 1 || port > 65535)) {
            throw new UsageProblem(flag + ": " + port + " (expected: 1 to 65535)");
        }
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
