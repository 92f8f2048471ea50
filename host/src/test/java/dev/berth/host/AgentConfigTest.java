package dev.berth.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.host.agent.EngineChoice.Wish;
import dev.berth.host.agent.HostReport.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @TempDir
    private Path folder;

    private Map<String, String> file(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("agent.yaml"), text);
        return Map.of("BERTH_CONFIG_FILE", file.toString(), "BERTH_CONTROL_PLANE", "berth.example.org:8443");
    }

    @Test
    void aFileSaysWhatTheEnvironmentDoesNot() throws IOException {
        AgentConfig config = AgentConfig.fromEnvironment(
                file("BERTH_CONTROL_PLANE: elsewhere:1\nBERTH_ENGINE: process\nBERTH_HOST_PORTS: 30000-30010\n"));
        assertThat(config.controlPlane()).hasToString("berth.example.org:8443");
        assertThat(config.engine()).isEqualTo(Wish.PROCESS);
        assertThat(config.ports()).isEqualTo(new PortRange(30_000, 30_010));
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() throws IOException {
        Map<String, String> environment = file("BERTH_ENGINE: podman\nBERTH_HOST_PORTS: 80-90\nBERTH_HOST_ZON: eu\n");
        String file = folder.resolve("agent.yaml").toString();
        assertThatThrownBy(() -> AgentConfig.fromEnvironment(environment))
                .hasMessage(file + ":1: BERTH_ENGINE: podman (expected: auto, docker or process)\n" + file
                        + ":2: BERTH_HOST_PORTS: ports: 80-90 (expected: within 1024 to 65535)\n" + file
                        + ":3: BERTH_HOST_ZON: no such setting");
    }
}
