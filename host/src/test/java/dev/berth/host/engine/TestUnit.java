package dev.berth.host.engine;

import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.ArtifactSpec.Needs;
import dev.berth.host.artifact.Content;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.artifact.UnitUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A small unit for tests: a Node.js program that answers questions about how it was started, and does as it is told. */
public record TestUnit(String instance, String node, long generation, int hostPort, String mood, boolean trusted) {
    public static final UnitUser USER = new UnitUser(10001, 10001);
    private static final String SUBNET = "10.231.7.0/28";

    /** A unit of a node of its own, on a host port that was free a moment ago. */
    public static TestUnit on(String instance, String node) {
        return new TestUnit(instance, node, 1, freePort(), "calm", true);
    }

    /** It says that it was told to stop, and goes on. */
    public TestUnit deaf() {
        return new TestUnit(instance, node, generation, hostPort, "deaf", trusted);
    }

    /** It ends with code 3 as soon as it is started. */
    public TestUnit broken() {
        return new TestUnit(instance, node, generation, hostPort, "broken", trusted);
    }

    public TestUnit untrusted() {
        return new TestUnit(instance, node, generation, hostPort, mood, false);
    }

    public TestUnit generation(long other) {
        return new TestUnit(instance, node, other, hostPort, mood, trusted);
    }

    public UnitName name() {
        return new UnitName(node, "el", generation);
    }

    public VolumeName volume() {
        return new VolumeName("berth-" + node + "-el");
    }

    public NetworkName network() {
        return new NetworkName("berth-" + node);
    }

    public Labels labels() {
        return new Labels(instance, node, "el", generation, "op-1", 1);
    }

    public VolumeSpec volumeSpec() {
        return new VolumeSpec(volume(), USER, labels());
    }

    public NetworkSpec networkSpec() {
        return new NetworkSpec(network(), SUBNET, labels());
    }

    public StopBudget budget(Duration duration) {
        return new StopBudget(StopBudget.Signal.SIGTERM, duration);
    }

    public static Program program() {
        var artifact = new ArtifactSpec.Bundled(Map.of("unit.cjs", script()), Needs.NONE);
        return new Program(artifact, new Runtime.Node(18), USER, Optional.of("/data"));
    }

    public UnitSpec spec() {
        return spec(List.of());
    }

    public UnitSpec spec(List<String> furtherArgv) {
        return spec(furtherArgv, network(), new Address("othernode-el", 30303, 40303));
    }

    /** On the network of another unit, which it knows as its peer. */
    public UnitSpec specBeside(TestUnit peer) {
        return spec(List.of(), peer.network(), new Address(peer.name().alias(), 8545, peer.hostPort()));
    }

    private UnitSpec spec(List<String> furtherArgv, NetworkName network, Address peer) {
        var argv = new java.util.ArrayList<>(List.of(
                "{runtime}",
                "{artifact}/unit.cjs",
                "{bind}",
                "{port.http}",
                "{data}",
                "{files}",
                "{secrets}",
                "{address.peer}"));
        argv.addAll(furtherArgv);
        return new UnitSpec(
                name(),
                labels(),
                program(),
                argv,
                Map.of("MOOD", mood),
                List.of(new Port("http", 8545, Port.Transport.TCP, Port.Publish.PRIVATE, "127.0.0.1", hostPort)),
                new Limits(500, 256L << 20, 100, 1024, 0),
                Optional.of(volume()),
                Map.of(
                        "genesis.json", new UnitFile(Content.of("{\"chainId\": 7}"), false, false),
                        "peer.txt", new UnitFile(Content.of("dial {address.peer}"), true, false)),
                Map.of("jwt", Content.of("s3cr3t-of-a-unit")),
                network,
                Map.of("peer", peer),
                budget(Duration.ofSeconds(5)),
                trusted);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static Content script() {
        try (InputStream in = Objects.requireNonNull(TestUnit.class.getResourceAsStream("/test-unit/unit.cjs"))) {
            return Content.of(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
