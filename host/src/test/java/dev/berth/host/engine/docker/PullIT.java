package dev.berth.host.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.artifact.ArtifactSpec;
import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.FetchOutcome;
import dev.berth.host.artifact.FetchOutcome.Cause;
import dev.berth.host.artifact.Program;
import dev.berth.host.artifact.Runtime;
import dev.berth.host.artifact.ScriptedRegistry;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.Progress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a pull that a registry refuses, with the real engine and a registry on this machine (F4, F29). */
class PullIT {
    private static final String DIGEST = "sha256:" + "5".repeat(64);

    @TempDir
    static Path root;

    @BeforeAll
    static void thereIsAnEngine() {
        LocalDocker.required();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | MANIFEST_UNKNOWN | NOT_FOUND",
                "404 | NAME_UNKNOWN | NOT_FOUND",
                "401 | UNAUTHORIZED | FORBIDDEN",
                "403 | DENIED | FORBIDDEN",
                "429 | TOOMANYREQUESTS | UNREACHABLE",
                "500 | UNKNOWN | UNREACHABLE",
                "503 | UNAVAILABLE | UNREACHABLE"
            })
    void theRegistrysAnswerSaysWhetherAnotherTryIsWorthIt(int status, String code, Cause expected) throws Exception {
        String body = "{\"errors\": [{\"code\": \"" + code + "\", \"message\": \"" + words(code) + "\"}]}";
        try (var registry = new ScriptedRegistry(status, body)) {
            assertThat(pull(registry.address()))
                    .isInstanceOfSatisfying(
                            FetchOutcome.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .as(failed.reason())
                                    .isEqualTo(expected));
            assertThat(registry.asked()).as("no storm").hasSizeBetween(1, 12);
        }
    }

    @Test
    void aRegistryThatIsNotThereMayComeBack() {
        assertThat(pull("127.0.0.1:1"))
                .isInstanceOfSatisfying(
                        FetchOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).as(failed.reason()).isEqualTo(Cause.UNREACHABLE));
    }

    @Test
    void onlyTheDigestIsAskedForWhateverItsTagIsByNow() throws Exception {
        try (var registry = new ScriptedRegistry(404, "{\"errors\": [{\"code\": \"MANIFEST_UNKNOWN\"}]}")) {
            pull(registry.address());
            assertThat(registry.asked()).isNotEmpty().allMatch(asked -> asked.endsWith("/manifests/" + DIGEST));
        }
    }

    private static String words(String code) {
        return code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static FetchOutcome pull(String registry) {
        var artifacts = new ArtifactStore(root.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
        var image = new ArtifactSpec.Oci(registry + "/berth/nothing", "v1", DIGEST);
        try (var engine = new DockerEngine(
                "pull-test", LocalDocker.SOCKET, root.resolve("units"), artifacts, FailPoint.Trap.NONE)) {
            return engine.fetch(
                    new Program(image, new Runtime.Native(), UnitUser.NOBODY, Optional.empty()), Progress.SILENT);
        }
    }
}
