package dev.berth.host.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.engine.TestUnit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaunchTest {
    private static UnitRecord unit(@Nullable Integer uid) {
        TestUnit unit = TestUnit.on("launch-test", "node1");
        return new UnitRecord(
                unit.name(),
                unit.labels(),
                List.of("/bin/anvil", "--port=1; rm -rf /"),
                Map.of(),
                List.of(),
                64,
                256,
                unit.network(),
                null,
                uid);
    }

    @Test
    void aUnitWithAUserOfItsOwnGivesUpAllElse() throws IOException {
        assertThat(Launch.command(unit(1_000_123)))
                .containsExactly(
                        "/usr/bin/setsid",
                        "/usr/bin/prlimit",
                        "--nofile=256:256",
                        "--core=0:0",
                        "--nproc=64:64",
                        "--",
                        "/usr/bin/setpriv",
                        "--no-new-privs",
                        "--reuid=1000123",
                        "--regid=1000123",
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all",
                        "--",
                        "/bin/anvil",
                        "--port=1; rm -rf /");
    }

    @Test
    void anOrdinaryUsersUnitGetsNoNewPrivileges() throws IOException {
        assertThat(Launch.command(unit(null)))
                .contains("--no-new-privs")
                .noneMatch(part -> part.startsWith("--reuid") || part.startsWith("--nproc"));
    }
}
