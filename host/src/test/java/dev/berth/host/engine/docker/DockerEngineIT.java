package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Progress;
import dev.berth.host.engine.RealEngineContract;
import dev.berth.host.engine.TestUnit;
import dev.berth.host.engine.UnitState;
import dev.berth.host.policy.ContainerShape;
import dev.berth.host.policy.HardeningRule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        var store = new ArtifactStore(root.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
        return new DockerEngine(INSTANCE, LocalDocker.SOCKET, root.resolve("units"), store, FailPoint.NONE);
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
}
