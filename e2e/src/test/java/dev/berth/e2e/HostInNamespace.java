package dev.berth.e2e;

import dev.berth.host.engine.FailPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A host of a test's own on this machine: a network namespace with a way to the rest, a Docker engine in it, and an agent as
 * an operator starts it. Its units live in that engine; its disk is the machine's.
 */
final class HostInNamespace implements AutoCloseable {
    private static final Path ROOT = Path.of("/var/lib");

    private final String name;
    private final int number;
    private final Path directory;
    private @Nullable Process engine;
    private @Nullable Process agent;

    /** Why there can be none here; empty: there can. */
    static Optional<String> missing() {
        if (!System.getProperty("user.name").equals("root")) return Optional.of("network namespaces need root");
        for (String program : List.of("ip", "nsenter", "dockerd", "docker", "iptables"))
            if (run("sh", "-c", "command -v " + program).exitCode() != 0)
                return Optional.of(program + " is absent: apt-get install docker.io iproute2 iptables util-linux");
        String trial = "berth-trial-" + ProcessHandle.current().pid();
        boolean works = run("ip", "netns", "add", trial).exitCode() == 0;
        if (works) run("ip", "netns", "delete", trial);
        return works ? Optional.empty() : Optional.of("this machine lets nobody make network namespaces");
    }

    /** @param number of the host on this machine: its addresses are made of it */
    HostInNamespace(String name, int number) throws IOException {
        this.name = name;
        this.number = number;
        this.directory = Files.createTempDirectory(ROOT, "berth-e2e-" + name + "-");
        done("chmod", "711", directory.toString());
        done("ip", "netns", "add", name);
        done("ip", "link", "add", link(), "type", "veth", "peer", "name", "eth0", "netns", name);
        done("ip", "addr", "add", gateway() + "/24", "dev", link());
        done("ip", "link", "set", link(), "up");
        done("ip", "-n", name, "addr", "add", address() + "/24", "dev", "eth0");
        done("ip", "-n", name, "link", "set", "eth0", "up");
        done("ip", "-n", name, "link", "set", "lo", "up");
        done("ip", "-n", name, "route", "add", "default", "via", gateway());
        startEngine();
    }

    /** Starts the engine again, with flags of its own. */
    void startEngine(String... flags) {
        List<String> command = new ArrayList<>(List.of(
                "dockerd",
                "--host=" + socket(),
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("dockerd.pid")));
        command.addAll(List.of(flags));
        engine = begin("dockerd.log", command);
        Awaitility.await("the engine of " + name)
                .atMost(Duration.ofMinutes(1))
                .until(() -> docker("version").exitCode() == 0);
    }

    /** Ends the engine by its signal, and its units unless it is told to leave them. */
    void stopEngine() throws InterruptedException {
        Process running = Objects.requireNonNull(engine);
        running.destroy();
        if (!running.waitFor(1, TimeUnit.MINUTES)) throw new AssertionError("the engine of " + name + " runs on");
    }

    /** This machine's address on the host's link. */
    String gateway() {
        return "172.31." + number + ".1";
    }

    /** The host's address on it. */
    String address() {
        return "172.31." + number + ".2";
    }

    private String link() {
        return "b-" + name;
    }

    private String socket() {
        return "unix://" + directory.resolve("docker.sock");
    }

    /** Starts the agent; without a token, as the host that it was before. */
    void startAgent(String controlPlane, String... joining) {
        List<String> command = new ArrayList<>(List.of(
                Path.of("").toAbsolutePath().resolveSibling("berth").toString(),
                "agent",
                "--control-plane=" + controlPlane,
                "--dir=" + directory.resolve("agent"),
                "--engine=docker",
                "--ports=" + (31_000 + number * 10) + "-" + (31_009 + number * 10),
                "--subnets=10." + (100 + number % 100) + ".0.0/20",
                "--zone=" + name));
        command.addAll(List.of(joining));
        agent = begin("agent.log", command);
    }

    /** Ends the agent as a crash does, and what started it with it. */
    void killAgent() {
        Process running = agent;
        if (running == null) throw new IllegalStateException("no agent runs on " + name);
        List<ProcessHandle> all = running.descendants().toList();
        running.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** Where the agent that is started next is to end, once. */
    void armAgent(FailPoint point) throws IOException {
        Files.writeString(Files.createDirectories(directory.resolve("agent")).resolve("fail-point"), point.text());
    }

    /** The power is out: whatever runs on the host ends at once, its units too. What is on its disk stays. */
    void kill() {
        List<ProcessHandle> all = run("ip", "netns", "pids", name)
                .output()
                .lines()
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** How the agent ended. */
    int awaitAgentsEnd() throws InterruptedException {
        Process running = agent;
        if (running == null || !running.waitFor(1, TimeUnit.MINUTES))
            throw new AssertionError("the agent of " + name + " runs on");
        return running.exitValue();
    }

    /** From now on this machine reaches one port of the host, and the host one port of this machine. */
    void closeAllButPorts(int ofHost, int ofMachine) {
        filter("-A INPUT -i eth0 -p tcp --dport " + ofHost + " -j ACCEPT");
        filter("-A OUTPUT -o eth0 -p tcp --dport " + ofMachine + " -j ACCEPT");
        filter("-A INPUT -i eth0 -m conntrack --ctstate ESTABLISHED -j ACCEPT");
        filter("-A OUTPUT -o eth0 -m conntrack --ctstate ESTABLISHED -j ACCEPT");
        filter("-A INPUT -i eth0 -j DROP");
        filter("-A OUTPUT -o eth0 -j DROP");
    }

    private void filter(String change) {
        done(("nsenter --net=/run/netns/" + name + " iptables -w " + change).split(" "));
    }

    /** Nothing comes or goes, and nobody is told. */
    void cut() {
        filter("-I INPUT -i eth0 -j DROP");
        filter("-I OUTPUT -o eth0 -j DROP");
    }

    void heal() {
        filter("-D INPUT -i eth0 -j DROP");
        filter("-D OUTPUT -o eth0 -j DROP");
    }

    /** Running containers, each by id and name. */
    List<String> containers() {
        return docker("ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}")
                .output()
                .lines()
                .sorted()
                .toList();
    }

    /** All that the engine has made and not removed, running or not: containers and volumes. */
    List<String> things() {
        return Stream.of(
                        docker("ps", "--all", "--format", "{{.Names}}").output(),
                        docker("volume", "ls", "--format", "{{.Name}}").output())
                .flatMap(String::lines)
                .sorted()
                .toList();
    }

    /** What a running container's first process is on this machine. */
    long process(String container) {
        return Long.parseLong(
                docker("inspect", "--format", "{{.State.Pid}}", container.split(" ", 2)[0])
                        .output()
                        .strip());
    }

    /** Behind everybody's back. */
    void remove(String container) {
        Outcome removed = docker("rm", "--force", container.split(" ", 2)[0]);
        if (removed.exitCode() != 0) throw new AssertionError(removed.output());
    }

    String agentSaid() {
        try {
            return Files.readString(directory.resolve("agent.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "--host", socket()));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    /** In the host's network, and in nothing else that is its own. */
    private Process begin(String log, List<String> command) {
        List<String> inside = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        inside.addAll(command);
        var builder = new ProcessBuilder(inside)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(directory.resolve(log).toFile()));
        builder.environment().put("DOCKER_HOST", socket());
        builder.environment().put("BERTH_SKIP_BUILD", "1");
        builder.environment().put("BERTH_ARTIFACT_CACHE", "/var/cache/berth");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Outcome(int exitCode, String output) {}

    private static void done(String... command) {
        Outcome outcome = run(command);
        if (outcome.exitCode() != 0) throw new AssertionError(String.join(" ", command) + ": " + outcome.output());
    }

    private static Outcome run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException absent) {
            return new Outcome(127, absent.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        Process running = agent;
        if (running != null && running.isAlive()) killAgent();
        for (String container : containers()) docker("kill", container.split(" ", 2)[0]);
        Process started = engine;
        if (started != null) {
            started.destroy();
            if (!started.waitFor(30, TimeUnit.SECONDS)) started.destroyForcibly();
        }
        run("ip", "link", "delete", link());
        run("ip", "netns", "delete", name);
        run("rm", "-rf", directory.toString());
    }
}
