package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import dev.berth.host.engine.Placeholders;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.policy.ContainerShape;
import dev.berth.host.policy.HardeningRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerPlanTest {
    private static final String IMAGE = "sha256:" + "b".repeat(64);
    private static final Placeholders PLACEHOLDERS = new Placeholders(Map.of(
            "runtime", "/berth/runtime/node",
            "artifact", "/berth/artifact",
            "bind", "0.0.0.0",
            "port.http", "8545",
            "data", "/data",
            "files", "/berth/files",
            "secrets", "/berth/secrets",
            "address.peer", "othernode-el:30303"));
    private final TestUnit unit = TestUnit.on("plan-test", "node1");

    private CreateContainerCmd asked(UnitSpec spec, String... gpus) {
        var plan = new ContainerPlan(
                spec,
                IMAGE,
                TestUnit.USER,
                Path.of("/var/lib/b/files"),
                Path.of("/var/lib/b/secrets"),
                PLACEHOLDERS,
                List.of(gpus));
        return plan.fill(new CreateContainerCmdImpl(
                command -> {
                    throw new AssertionError("nothing is sent here");
                },
                new AuthConfig(),
                IMAGE));
    }

    @Test
    void whatIsAskedForKeepsEveryHardeningRule() {
        assertThat(HardeningRule.brokenBy(ContainerShape.asked(asked(unit.spec()))))
                .isEmpty();
    }

    @Test
    void theGraphicsProcessorsThatWereChosenAreAskedForByTheirIdsAndNothingElseIs() throws Exception {
        CreateContainerCmd command = asked(unit.spec(), "GPU-aaaa", "GPU-bbbb");
        var json = new ObjectMapper().setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
        assertThat(json.<JsonNode>valueToTree(command.getHostConfig().getDeviceRequests()))
                .isEqualTo(json.readTree("""
                    [{"Driver": "nvidia", "DeviceIDs": ["GPU-aaaa", "GPU-bbbb"], "Capabilities": [["gpu"]]}]
                    """));
        assertThat(command.getHostConfig().getDevices()).isNull();
        assertThat(HardeningRule.brokenBy(ContainerShape.asked(command))).isEmpty();
        assertThat(asked(unit.spec()).getHostConfig().getDeviceRequests()).isEmpty();
    }

    @Test
    void argvIsPassedWordByWordAndNoEntrypointOfAnImageIsUsed() {
        assertThat(asked(unit.spec(List.of("; rm -rf / #", "$(id)"))).getEntrypoint())
                .startsWith("/berth/runtime/node", "/berth/artifact/unit.cjs", "0.0.0.0", "8545")
                .endsWith("; rm -rf / #", "$(id)");
    }

    @Test
    void noSecretIsInWhatIsAskedFor() {
        CreateContainerCmd command = asked(unit.spec());
        assertThat(command.getHostConfig().toString()
                        + List.of(command.getEnv())
                        + List.of(command.getEntrypoint())
                        + command.getLabels())
                .doesNotContain("s3cr3t");
    }

    @Test
    void onlyPrivateAndP2pPortsArePublished() {
        List<Port> ports = List.of(
                port("engine", 9000, Port.Publish.NEVER, "127.0.0.1"),
                port("peers", 9001, Port.Publish.POOL, "127.0.0.1"),
                port("rpc", 9002, Port.Publish.PRIVATE, "127.0.0.1"),
                port("p2p", 9003, Port.Publish.P2P, "0.0.0.0"));
        UnitSpec spec = unit.spec();
        var withPorts = new UnitSpec(
                spec.name(),
                spec.labels(),
                spec.program(),
                List.of("{runtime}"),
                spec.env(),
                ports,
                spec.limits(),
                spec.volume(),
                spec.files(),
                spec.secrets(),
                spec.network(),
                spec.addresses(),
                spec.stop(),
                true);
        assertThat(asked(withPorts).getHostConfig().getPortBindings().getBindings())
                .hasSize(2)
                .allSatisfy((port, bindings) -> assertThat(bindings)
                        .singleElement()
                        .satisfies(binding -> assertThat(binding.toString())
                                .isEqualTo(port.getPort() == 9002 ? "127.0.0.1:29002" : "0.0.0.0:29003")));
    }

    private static Port port(String name, int number, Port.Publish publish, String hostIp) {
        return new Port(name, number, Port.Transport.TCP, publish, hostIp, 20000 + number);
    }
}
