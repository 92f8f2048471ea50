package dev.berth.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.agent.HostStep.Order;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.artifact.Templates;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.DeleteTree;
import dev.berth.host.engine.EngineFacts.Kind;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Labels;
import dev.berth.host.engine.Limits;
import dev.berth.host.engine.NetworkName;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.StopBudget;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitFile;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.VolumeName;
import dev.berth.host.engine.VolumeSpec;
import dev.berth.host.probe.ProbeCall;
import dev.berth.host.probe.ProbeOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real node from a shipped template, by the steps that a control plane orders, on each engine. */
class AnvilIT {
    private static final Order ORDER = new Order("op-1", 1);
    private static final String INSTANCE = "anvil-test";
    private static final UnitName NAME = new UnitName("anvil1", "node", 1);
    private static final Labels LABELS = new Labels(INSTANCE, "anvil1", "node", 1, "op-1", 1);
    private static final VolumeName VOLUME = new VolumeName("berth-anvil1-node");
    private static final NetworkName NETWORK = new NetworkName("berth-anvil1");
    private static final Program PROGRAM =
            new Program(Templates.anvil(), new Runtime.Node(20), UnitUser.NOBODY, Optional.of("/data"));

    private static UnitSpec anvil() {
        return new UnitSpec(
                NAME,
                LABELS,
                PROGRAM,
                List.of(
                        "{runtime}",
                        "--max-old-space-size=128",
                        "{files}/anvil.mjs",
                        "{artifact}/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil",
                        "{data}",
                        "--host={bind}",
                        "--port={port.rpc}",
                        "--chain-id=4242",
                        "--quiet"),
                Map.of(),
                List.of(new Port(
                        "rpc", 8545, Port.Transport.TCP, Port.Publish.PRIVATE, "127.0.0.1", TestUnit.freePort())),
                new Limits(1000, 512L << 20, 128, 4096, 0),
                Optional.of(VOLUME),
                Map.of("anvil.mjs", new UnitFile(Templates.file("anvil/anvil.mjs"), false, false)),
                Map.of(),
                NETWORK,
                Map.of(),
                new StopBudget(StopBudget.Signal.SIGTERM, Duration.ofSeconds(15)),
                true);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOCKER", "PROCESS"})
    void anvilIsFetchedMadeStartedProbedAndStoppedInGoodOrder(Kind engine) throws IOException {
        EngineChoice choice = choice(engine);
        Path root = Files.createTempDirectory(
                "berth-anvil", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        var config = new HostConfig(
                INSTANCE, root.resolve("units"), root.resolve("cache"), new PortRange(20000, 20100), "10.231.0.0/16");
        try (LocalHostAgent host = LocalHostAgent.open(config, choice, Clock.systemUTC(), FailPoint.Trap.NONE)) {
            done(host, new HostStep.FetchArtifact(ORDER, PROGRAM));
            done(host, new HostStep.CreateVolume(ORDER, new VolumeSpec(VOLUME, UnitUser.NOBODY, LABELS)));
            done(host, new HostStep.CreateNetwork(ORDER, new NetworkSpec(NETWORK, "10.231.8.0/28", LABELS)));
            done(host, new HostStep.CreateUnit(ORDER, anvil()));
            done(host, new HostStep.StartUnit(ORDER, NAME));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(chainId(host))
                            .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1092\"}"));
            assertThat(host.stats(NAME).volumeBytes()).isPresent();
            assertThat(host.perform(
                            new HostStep.StopUnit(
                                    ORDER, NAME, new StopBudget(StopBudget.Signal.SIGTERM, Duration.ofSeconds(30))),
                            Progress.SILENT))
                    .isInstanceOfSatisfying(
                            StepOutcome.Stopped.class,
                            stopped -> assertThat(stopped.forced()).isFalse());
            done(host, new HostStep.RemoveUnit(ORDER, NAME));
            done(host, new HostStep.RemoveVolume(ORDER, VOLUME));
            done(host, new HostStep.RemoveNetwork(ORDER, NETWORK));
        } finally {
            DeleteTree.delete(root);
        }
    }

    private static EngineChoice choice(Kind wanted) {
        URI socket = EngineChoice.socket(System.getenv());
        if (wanted == Kind.PROCESS) return new EngineChoice(wanted, socket, "the test wants it");
        EngineChoice found = EngineChoice.make(EngineChoice.Wish.AUTO, socket, Optional.empty());
        if (found.kind() != wanted && System.getenv("BERTH_FORBID_SKIPS") != null) fail(found.why());
        assumeTrue(found.kind() == wanted, found.why() + ": apt-get install docker.io && dockerd &");
        return found;
    }

    private static void done(LocalHostAgent host, HostStep step) {
        assertThat(host.perform(step, System.out::println)).isInstanceOf(StepOutcome.Done.class);
    }

    private static String chainId(LocalHostAgent host) {
        var call = new ProbeCall.JsonRpc("/", "eth_chainId", JsonNodeFactory.instance.arrayNode(), Optional.empty());
        return host.probe(NAME, "rpc", call, Duration.ofSeconds(5)) instanceof ProbeOutcome.Answered answered
                ? answered.body()
                : "no answer";
    }
}
