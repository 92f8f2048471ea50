package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Network;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.EngineEvent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.MakeOutcome;
import dev.berth.host.engine.NetworkSpec;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.RealEngineContract;
import dev.berth.host.engine.Refusal;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitState;
import dev.berth.host.policy.ContainerShape;
import dev.berth.host.policy.HardeningRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DockerEngineIT extends RealEngineContract {
    @TempDir
    static Path root;

    @BeforeAll
    static void thereIsAnEngine() {
        LocalDocker.required();
    }

    @AfterAll
    static void removeImage() {
        try (var docker = new DockerConnection(LocalDocker.SOCKET)) {
            docker.quick().listImagesCmd().withLabelFilter("dev.berth.artifact").exec().stream()
                    .filter(image -> image.getLabels()
                            .getOrDefault("dev.berth.artifact", "")
                            .startsWith("bundled:"))
                    .forEach(image -> docker.quick()
                            .removeImageCmd(image.getId())
                            .withForce(true)
                            .exec());
        }
    }

    @Override
    protected Engine opened() {
        return opened(LocalDocker.SOCKET, FailPoint.Trap.NONE);
    }

    private static Engine opened(URI socket, FailPoint.Trap failPoint) {
        var store = new ArtifactStore(root.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
        return new DockerEngine(INSTANCE, socket, root.resolve("units"), store, failPoint);
    }

    private InspectContainerResponse container() {
        try (var docker = new DockerConnection(LocalDocker.SOCKET)) {
            return docker.quick().inspectContainerCmd(unit.name().text()).exec();
        }
    }

    @Test
    void aRunningContainerKeepsEveryHardeningRule() {
        startReady();
        assertThat(HardeningRule.brokenBy(ContainerShape.found(container()))).isEmpty();
    }

    @Test
    void itsRootIsReadOnlyAndItsTemporaryFilesAreNot() {
        startReady();
        assertThat(answer(unit.name(), "/write?path=/berth/x&text=x")).isEmpty();
        assertThat(answer(unit.name(), "/write?path=/tmp/x&text=x")).isPresent();
    }

    @Test
    void aSubnetThatOverlapsWithSomebodyElsesIsSaidToBeTaken() {
        NetworkSpec wanted = unit.networkSpec();
        engine.removeNetwork(wanted.name());
        try (var docker = new DockerConnection(LocalDocker.SOCKET)) {
            String foreign = docker.quick()
                    .createNetworkCmd()
                    .withName("somebody-elses-" + unit.name().node())
                    .withIpam(new Network.Ipam().withConfig(new Network.Ipam.Config().withSubnet(wanted.subnet())))
                    .exec()
                    .getId();
            try {
                assertThat(engine.createNetwork(wanted))
                        .isInstanceOfSatisfying(
                                MakeOutcome.Refused.class,
                                refused ->
                                        assertThat(refused.refusal().reason()).isEqualTo(Refusal.Reason.SUBNET_TAKEN));
            } finally {
                docker.quick().removeNetworkCmd(foreign).exec();
            }
        }
    }

    @Test
    void aSecretIsNowhereInWhatTheEngineTells() throws IOException {
        startReady();
        assertThat(container().getRawValues().toString() + container()).doesNotContain("s3cr3t-of-a-unit");
    }

    @Test
    void aUnitThatEatsItsMemoryIsSeenToHaveRunOutOfIt() {
        startReady();
        answer(unit.name(), "/eat");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                engine.inspect(unit.name()).orElseThrow().state())
                        .isInstanceOfSatisfying(
                                UnitState.Exited.class,
                                exited -> assertThat(exited.outOfMemory()).isTrue()));
    }

    @Test
    void anImageIsBuiltOnce() {
        var said = new ArrayList<String>();
        FetchOutcome again = engine.fetch(TestUnit.program(), said::add);
        assertThat(again)
                .isInstanceOf(FetchOutcome.Fetched.class)
                .isEqualTo(engine.fetch(TestUnit.program(), Progress.SILENT));
        assertThat(said).noneMatch(line -> line.startsWith("building"));
    }

    @Test
    void anEngineThatDiesIsToldAndItsUnitsGoOn() throws Exception {
        startReady();
        try (var socket = new EngineSocket(root.resolve("engine.sock"));
                Engine behind = opened(socket.uri(), FailPoint.Trap.NONE)) {
            var events = new LinkedBlockingQueue<EngineEvent>();
            assertThat(behind.list()).hasSize(1);
            try (Engine.Watch _ = behind.watch(events::add)) {
                await().atMost(Duration.ofSeconds(20)).until(() -> socket.connections() > 1);
                socket.die();
                assertThat(events.poll(20, TimeUnit.SECONDS)).isInstanceOf(EngineEvent.EngineDied.class);
                assertThatThrownBy(behind::list).isInstanceOf(EngineUnavailable.class);
                socket.revive();
                assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(new EngineEvent.EngineAnswers());
            }
            assertThat(behind.list()).singleElement().matches(UnitObservation::running);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FailPoint.class,
            names = {"FILES_DELIVERED", "SPAWNED", "BEFORE_KILL", "CONTAINER_REMOVED"})
    void whoeverIsKilledBetweenTwoStepsFindsOneContainerAndCanGoOn(FailPoint point) {
        Engine doomed = opened(LocalDocker.SOCKET, passed -> {
            if (passed == point) throw new Crash();
        });
        assertThatThrownBy(() -> live(doomed)).isInstanceOf(Crash.class);
        doomed.close();
        live(engine);
        assertThat(engine.list()).isEmpty();
    }

    /** A whole life of a unit, each step repeatable. */
    private void live(Engine engine) {
        TestUnit deaf = unit.deaf();
        engine.create(deaf.spec());
        assertThat(engine.list()).hasSize(1);
        engine.start(deaf.name());
        engine.stop(deaf.name(), deaf.budget(Duration.ofMillis(100)), Progress.SILENT);
        engine.remove(deaf.name());
    }

    /** Stands for the end of the process at a fail point. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
