package dev.berth.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.installation.EngineChoice;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Quickstart;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.supervisor.Supervisor;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePlansTest {
    @TempDir
    private Path directory;

    private LocalBerth berth;

    @BeforeEach
    void aBuild() throws Exception {
        for (String module : new String[] {"control-plane", "proxy"}) {
            Path libraries = Files.createDirectories(directory.resolve(module).resolve("target/lib"));
            Files.createFile(libraries.resolve("berth-" + module + "-1.jar"));
        }
        berth = new LocalBerth(
                new BerthHome(directory), new Installation(directory.resolve("berth")), Map.of("HOME", "/nowhere"));
    }

    @Test
    void aPortThatNobodyTookStays() {
        var settings = settings(23_998);
        try (var supervisor = new Supervisor(berth.installation())) {
            var plans = new ServicePlans(berth, supervisor, settings);
            assertThat(plans.nextControlPlane().environment()).containsEntry("BERTH_GRPC_LISTEN", "127.0.0.1:23998");
        }
    }

    @Test
    void aPortThatAnotherProgramTookIsMovedAndThePeerIsToldTheNewOne() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var supervisor = new Supervisor(berth.installation())) {
            var plans = new ServicePlans(berth, supervisor, settings(other.getLocalPort()));
            String moved = plans.nextControlPlane().environment().get("BERTH_GRPC_LISTEN");
            assertThat(moved).startsWith("127.0.0.1:").isNotEqualTo("127.0.0.1:" + other.getLocalPort());
            assertThat(plans.nextProxy().environment()).containsEntry("BERTH_CONTROL_PLANE", moved);
            assertThat("127.0.0.1:"
                            + Settings.read(berth.installation()).orElseThrow().grpcPort())
                    .isEqualTo(moved);
        }
    }

    @Test
    void scriptsAreToldOfAnOperatorsPortThatIsMoved() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var supervisor = new Supervisor(berth.installation())) {
            var settings = settings(23_998).withOperatorPort(other.getLocalPort());
            Quickstart.of(settings, "operator's", "tenant's", List.of()).write(berth.installation());

            String moved = new ServicePlans(berth, supervisor, settings)
                    .nextProxy()
                    .environment()
                    .get("BERTH_PROXY_OPERATOR_LISTEN");

            var told = Quickstart.read(berth.installation()).orElseThrow();
            assertThat(moved).isNotEqualTo("127.0.0.1:" + other.getLocalPort());
            assertThat(told.metrics()).isEqualTo("http://" + moved + "/metrics");
            assertThat(told.explain()).isEqualTo("http://" + moved + "/debug/explain");
            assertThat(told.tenantKey()).isEqualTo("tenant's");
        }
    }

    private static Settings settings(int grpcPort) {
        return new Settings("abcd1234", 8080, grpcPort, 8545, 23_997, 23_996, null, EngineChoice.PROCESS);
    }
}
