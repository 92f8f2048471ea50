package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Quickstart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Berth of a test's own: started by the `berth` script in a directory and on ports that nobody else has, stopped and
 * wiped when it is closed.
 */
public final class BerthInstallation implements AutoCloseable {
    private final Path directory;
    private final List<String> flags;
    private final Map<String, String> environment;

    private BerthInstallation(Path directory, List<String> flags, Map<String, String> environment) {
        this.directory = directory;
        this.flags = List.copyOf(flags);
        this.environment = Map.copyOf(environment);
    }

    /** Runs `berth up --detach`; returns when the demo's nodes are ready. */
    public static BerthInstallation up(String engine) {
        return up(engine, Map.of());
    }

    /** The same, with settings of the processes in the environment. */
    public static BerthInstallation up(String engine, Map<String, String> environment) {
        return up(engine, freePort(), environment);
    }

    /** The same, with the API on this port. */
    public static BerthInstallation up(String engine, int apiPort, Map<String, String> environment) {
        try {
            Path directory = Files.createTempDirectory("berth-e2e-").resolve("berth");
            var installation = new BerthInstallation(
                    directory,
                    List.of(
                            "up",
                            "--detach",
                            "--engine=" + engine,
                            "--api-port=" + apiPort,
                            "--rpc-port=" + freePort()),
                    environment);
            installation.upAgain();
            return installation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the same `berth up --detach` as at first, after a stop or a kill. */
    public void upAgain() {
        Outcome outcome = berth(flags.toArray(String[]::new));
        if (outcome.exitCode() != 0) {
            throw new AssertionError("berth up ended with " + outcome.exitCode() + ":\n" + outcome.output());
        }
    }

    public Path directory() {
        return directory;
    }

    public Quickstart quickstart() {
        return Quickstart.read(new Installation(directory)).orElseThrow();
    }

    /** Where the demo tenant's calls for a network go. */
    public URI endpoint(String network) {
        return quickstart().endpoints().stream()
                .filter(endpoint -> endpoint.network().equals(network))
                .map(endpoint -> URI.create(endpoint.url()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no endpoint on " + network));
    }

    /** The management API as the platform's operator has it. */
    public BerthApi operator() {
        Quickstart quickstart = quickstart();
        return new BerthApi(new ApiAccess(URI.create(quickstart.api()), quickstart.operatorKey()));
    }

    /** The management API as the demo tenant's owner has it. */
    public BerthApi tenant() {
        Quickstart quickstart = quickstart();
        return new BerthApi(new ApiAccess(URI.create(quickstart.api()), quickstart.tenantKey()));
    }

    /** Where the members of a pool themselves answer. */
    public List<URI> members(String pool) {
        List<URI> addresses = new ArrayList<>();
        for (JsonNode node : operator().list("/nodes", Map.of("pool", pool), 100)) {
            if (node.path("poolRole").asText().equals("member")) addresses.addAll(addresses(node));
        }
        return addresses;
    }

    /** Where a node of this name itself answers. */
    public URI address(String node) {
        return addresses(operator().get("/nodes/" + node)).getFirst();
    }

    private static List<URI> addresses(JsonNode node) {
        List<URI> addresses = new ArrayList<>();
        for (JsonNode unit : node.path("units")) {
            JsonNode address = unit.path("addresses").path("rpc");
            if (address.isTextual()) addresses.add(URI.create("http://" + address.asText()));
        }
        return addresses;
    }

    /** What a run of the command came to; output is stdout and stderr. */
    public record Outcome(int exitCode, String output) {}

    /** Runs `berth` with these arguments for this installation. */
    public Outcome berth(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(script().toString());
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("berth-e2e-", ".out");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("BERTH_DIR", directory.toString());
            builder.environment().put("BERTH_SKIP_BUILD", "1"); // what is tested is what this build has made
            int exitCode = builder.start().waitFor();
            String said = Files.readString(output);
            Files.delete(output);
            return new Outcome(exitCode, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        Outcome outcome = berth("down", "--wipe");
        if (outcome.exitCode() != 0) {
            throw new AssertionError("berth down --wipe ended with " + outcome.exitCode() + ":\n" + outcome.output());
        }
        try {
            Files.delete(directory.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path script() {
        Path module = Path.of("").toAbsolutePath(); // where the build runs a module's tests
        Path script = module.resolveSibling("berth");
        if (!Files.isExecutable(script)) {
            throw new IllegalStateException("no script at " + script + " (expected: to run in the folder e2e)");
        }
        return script;
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
