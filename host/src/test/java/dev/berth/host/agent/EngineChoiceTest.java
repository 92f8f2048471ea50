package dev.berth.host.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.host.agent.EngineChoice.Wish;
import dev.berth.host.agent.HostReport.PortRange;
import dev.berth.host.engine.EngineFacts.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineChoiceTest {
    @TempDir
    private Path root;

    private EngineChoice choose(Wish wish, Map<String, String> environment) {
        var ports = new PortRange(20000, 20100);
        return EngineChoice.of(new HostConfig("choice-test", root, root, ports, "10.200.0.0/16"), wish, environment);
    }

    private Map<String, String> nobodyThere() {
        return Map.of("DOCKER_HOST", "unix://" + root.resolve("no.sock"));
    }

    @Test
    void withoutAnEngineOnTheSocketUnitsAreProcessesAndItSaysWhy() {
        EngineChoice choice = choose(Wish.AUTO, nobodyThere());
        assertThat(choice.kind()).isEqualTo(Kind.PROCESS);
        assertThat(choice.why()).startsWith("no Docker engine answers on unix:///");
    }

    @Test
    void anEngineThatIsDownForAMomentDoesNotChangeWhereUnitsRun() {
        choose(Wish.DOCKER, Map.of());
        assertThat(choose(Wish.AUTO, nobodyThere()).kind()).isEqualTo(Kind.DOCKER);
    }

    @Test
    void whatIsAskedForIsTaken() {
        assertThat(choose(Wish.PROCESS, Map.of()).why()).isEqualTo("processes were asked for");
    }

    @Test
    void aWishThatIsNoneIsRefusedWithThoseThatAre() {
        assertThatThrownBy(() -> Wish.parse("podman")).hasMessage("podman (expected: auto, docker or process)");
    }

    @Test
    void anEngineOfAnotherMachineIsNotOurs() {
        assertThatThrownBy(() -> choose(Wish.AUTO, Map.of("DOCKER_HOST", "tcp://10.0.0.1:2376")))
                .hasMessage("DOCKER_HOST: tcp://10.0.0.1:2376 (expected: a local socket, unix://...)");
    }
}
