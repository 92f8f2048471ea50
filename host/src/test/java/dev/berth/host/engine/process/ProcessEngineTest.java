package dev.berth.host.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.disk.DeleteTree;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.RealEngineContract;
import dev.berth.host.engine.Refusal.Reason;
import dev.berth.host.engine.StartOutcome;
import dev.berth.host.engine.StopOutcome;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ProcessEngineTest extends RealEngineContract {
    /** Units with users of their own must get there, so it is no directory of JUnit's, which are closed. */
    private static final Path ROOT = rootOpenToAll();

    private static Path rootOpenToAll() {
        try {
            return Files.createTempDirectory(
                    "berth-process-engine",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @AfterAll
    static void removeRoot() throws IOException {
        DeleteTree.delete(ROOT);
    }

    private FailPoint.Trap failPoint = FailPoint.Trap.NONE;

    @Override
    protected Engine opened() {
        var store = new ArtifactStore(ROOT.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
        return new ProcessEngine(
                INSTANCE, ROOT.resolve("units"), store, Clock.systemUTC(), point -> failPoint.reach(point));
    }

    @Test
    void aUnitOfAnUntrustedTemplateIsRefused() {
        assertThat(engine.create(unit.untrusted().spec()))
                .isInstanceOfSatisfying(
                        CreateOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_TRUSTED));
    }

    @Test
    void aSecondEngineOnTheSameRootIsRefused() {
        assertThatThrownBy(this::opened).hasMessageContaining("held by another engine");
    }

    @Test
    void aProcessThatWasStartedButNotWrittenDownIsTakenUpAndNotStartedTwice() throws IOException {
        engine.create(unit.spec());
        failPoint = point -> {
            if (point == FailPoint.SPAWNED) throw new Crash();
        };
        assertThatThrownBy(() -> engine.start(unit.name())).isInstanceOf(Crash.class);
        failPoint = FailPoint.Trap.NONE;
        engine.close();
        engine = opened();
        assertThat(engine.start(unit.name())).isInstanceOf(StartOutcome.AlreadyRunning.class);
        awaitReady(unit);
        assertThat(processes(unit.name())).hasSize(1);
    }

    @Test
    void aKillThatWasInterruptedIsStillRememberedAsForced() {
        TestUnit deaf = unit.deaf();
        createAndStart(deaf);
        awaitReady(deaf);
        failPoint = point -> {
            if (point == FailPoint.BEFORE_KILL) throw new Crash();
        };
        assertThatThrownBy(() -> engine.stop(deaf.name(), deaf.budget(Duration.ofMillis(100)), Progress.SILENT))
                .isInstanceOf(Crash.class);
        failPoint = FailPoint.Trap.NONE;
        engine.close();
        engine = opened();
        assertThat(engine.stop(deaf.name(), deaf.budget(Duration.ofMillis(100)), Progress.SILENT))
                .isInstanceOfSatisfying(
                        StopOutcome.Stopped.class,
                        stopped -> assertThat(stopped.forced()).isTrue());
    }

    @Test
    void anAdoptedUnitThatEndsHasNoExitCodeAndItSaysWhy() {
        startReady();
        engine.close();
        engine = opened();
        makeEnd(unit.name(), 7);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(
                                engine.inspect(unit.name()).orElseThrow().state())
                        .isInstanceOfSatisfying(
                                UnitState.Exited.class,
                                exited -> assertThat(exited.exit()).isInstanceOf(UnitState.Exit.Unknown.class)));
    }

    @Test
    void whatAUnitStartedEndsWithItEvenWithAnEnvironmentOfItsOwn() {
        startReady();
        ask(unit.name(), "/spawn");
        assertThat(processes(unit.name())).hasSize(1);
        long child = Long.parseLong(ask(unit.name(), "/child"));
        assertThat(ProcessHandle.of(child)).isPresent();
        engine.stop(unit.name(), unit.budget(Duration.ofSeconds(20)), Progress.SILENT);
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void twoUnitsRunAsTwoUsersWhenTheEngineIsRoot() throws IOException {
        assumeTrue(Ownership.root(), "not root: run the tests as root to see units get users of their own");
        startReady();
        TestUnit other = TestUnit.on(INSTANCE, unit.node() + "x");
        engine.createVolume(other.volumeSpec());
        engine.createNetwork(other.networkSpec());
        createAndStart(other);
        awaitReady(other);
        JsonNode first = askJson(unit.name(), "/self");
        JsonNode second = askJson(other.name(), "/self");
        assertThat(first.path("uid").asInt()).isNotEqualTo(second.path("uid").asInt());
        String secret = query(first.path("secrets").asText() + "/jwt");
        assertThat(answer(other.name(), "/read?path=" + secret)).isEmpty();
        assertThat(ask(unit.name(), "/limits")).containsPattern("Max open files +1024 +1024");
    }

    private static List<ProcessHandle> processes(UnitName name) {
        return new MarkedProcesses(INSTANCE).of(name.text());
    }

    /** Stands for the end of the process at a fail point. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
