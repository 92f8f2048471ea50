package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.BerthApi;
import dev.berth.host.engine.FailPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A host of a test's own: an agent as an operator starts it, in a directory of its own, whose units are processes of this machine. */
final class ProcessHost implements AutoCloseable {
    private final String name;
    private final Path directory;
    private final String controlPlane;
    private final int firstPort;
    private @Nullable Process agent;

    /** @param firstPort of a hundred that its nodes may get */
    ProcessHost(String name, Path directory, String controlPlane, int firstPort) {
        this.name = name;
        this.directory = directory;
        this.controlPlane = controlPlane;
        this.firstPort = firstPort;
    }

    /** Where its agent is told at which place to end, once. */
    void arm(FailPoint point) {
        try {
            Files.createDirectories(directory);
            Path whole = Files.writeString(directory.resolve("fail-point.new"), point.text());
            Files.move(whole, directory.resolve("fail-point"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the agent with a token that is good once; gives what it was told of that. */
    String join(BerthApi operator, String... options) {
        JsonNode issued = operator.perform(
                "/hosts", Map.of(), JsonNodeFactory.instance.objectNode().put("name", name));
        try {
            Path token = Files.writeString(
                    Files.createTempFile("berth-e2e-", ".token"),
                    issued.path("token").asText());
            startAgent(Stream.concat(Stream.of("--join", "@" + token), Stream.of(options))
                    .toArray(String[]::new));
            return "@" + token;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the agent; without a token, as the host that it was before. */
    void startAgent(String... joining) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("").toAbsolutePath().resolveSibling("berth").toString(),
                "agent",
                "--control-plane=" + controlPlane,
                "--dir=" + directory,
                "--engine=process",
                "--ports=" + firstPort + "-" + (firstPort + 99),
                "--subnets=10.99.0.0/20",
                "--tunnel-listen=127.0.0.1:" + freePort()));
        command.addAll(List.of(joining));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().put("BERTH_SKIP_BUILD", "1");
        builder.environment().put("BERTH_ARTIFACT_CACHE", "/var/cache/berth");
        try {
            agent = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the agent, or what started it, has ended. */
    boolean agentHasEnded() {
        Process started = agent;
        return started == null || !started.isAlive();
    }

    Path directory() {
        return directory;
    }

    /** The data of a node's unit. */
    Path data(String node, String unit) {
        return directory.resolve("units").resolve("volumes").resolve("berth-" + node.replace("-", "") + "-" + unit);
    }

    String agentSaid() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the agent as a crash does, and what started it with it; its units run on. */
    void killAgent() {
        Process running = agent;
        if (running == null) return;
        List<ProcessHandle> all = running.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("dev.berth."))
                .toList();
        running.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        running.onExit().join();
    }

    /** Units that a test left running are ended too: they are told by what they are told, which names this directory. */
    @Override
    public void close() {
        killAgent();
        ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/"))
                .forEach(ProcessHandle::destroyForcibly);
    }
}
