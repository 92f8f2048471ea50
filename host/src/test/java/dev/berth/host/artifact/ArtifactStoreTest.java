package dev.berth.host.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.artifact.ArtifactSpec.Needs;
import dev.berth.host.artifact.FetchOutcome.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactStoreTest {
    private static final List<String> NO_LINES = List.of();

    @TempDir
    private Path directory;

    private ArtifactStore store() {
        return new ArtifactStore(directory.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
    }

    private static Program program(ArtifactSpec artifact) {
        return new Program(artifact, new Runtime.Native(), UnitUser.NOBODY, Optional.empty());
    }

    private static Cause cause(FetchOutcome outcome) {
        assertThat(outcome).isInstanceOf(FetchOutcome.Failed.class);
        return ((FetchOutcome.Failed) outcome).cause();
    }

    @Test
    void anNpmPackageIsInstalledOnceAndKept() {
        var said = new ArrayList<String>();
        Program anvil = program(Templates.anvil());
        FetchOutcome first = store().fetch(anvil, said::add);
        assertThat(first)
                .isInstanceOfSatisfying(
                        FetchOutcome.Fetched.class,
                        fetched -> assertThat(fetched.version()).isEqualTo("1.7.1"));
        assertThat(said).contains("npm installs @foundry-rs/anvil-linux-amd64@1.7.1");
        Installed installed = store().find(anvil).orElseThrow();
        assertThat(installed.tree().resolve("node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"))
                .isExecutable();
        var saidAgain = new ArrayList<String>();
        assertThat(store().fetch(anvil, saidAgain::add)).isEqualTo(first);
        assertThat(saidAgain).isEqualTo(NO_LINES);
    }

    @Test
    void aLockThatPinsOtherBytesThanTheTemplateIsRefusedBeforeNpmRuns() {
        ArtifactSpec.Npm anvil = Templates.anvil();
        var other =
                new ArtifactSpec.Npm(anvil.packageName(), anvil.version(), "sha512-AAAA", anvil.folder(), Needs.NONE);
        assertThat(cause(store().fetch(program(other), line -> {}))).isEqualTo(Cause.CORRUPT);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NOT_FOUND, 1, 2",
        "401, FORBIDDEN, 1, 2",
        "403, FORBIDDEN, 1, 2",
        "429, UNREACHABLE, 3, 6",
        "503, UNREACHABLE, 3, 6"
    })
    void whatAPackageRegistryAnswersSaysWhetherAnotherTryIsWorthIt(int status, Cause expected, int least, int most)
            throws IOException {
        try (var registry = new ScriptedRegistry(status, "{}")) {
            ArtifactSpec.Npm anvil = Templates.anvil();
            var folder = new HashMap<>(anvil.folder());
            folder.put(".npmrc", Content.of("""
                registry=http://%s/
                cache=%s
                fetch-retries=2
                fetch-retry-mintimeout=10
                fetch-retry-maxtimeout=20
                """.formatted(registry.address(), directory.resolve("npm"))));
            var said = new ArrayList<String>();
            var elsewhere = new ArtifactSpec.Npm(
                    anvil.packageName(), anvil.version(), anvil.integrity(), folder, anvil.needs());
            assertThat(cause(store().fetch(program(elsewhere), said::add))).isEqualTo(expected);
            assertThat(registry.asked()).hasSizeBetween(least, most);
            assertThat(said).as("progress").anyMatch(line -> line.contains(Integer.toString(status)));
        }
    }

    @Test
    void aBinaryThatIsAbsentIsAskedForByItsPackage() {
        var absent = new ArtifactSpec.HostProvided("no-such-node", List.of(), "no-such-package", List.of(), Needs.NONE);
        assertThat(store().fetch(program(absent), line -> {}))
                .isEqualTo(new FetchOutcome.Failed(
                        Cause.BINARY_MISSING,
                        "no-such-node is not on this host; install it: apt-get install no-such-package"));
    }

    @Test
    void aBinaryOfTheHostIsFoundBehindAScriptOfTheSameName() throws IOException {
        Path script = Files.createFile(
                directory.resolve("env"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.writeString(script, "#!/bin/sh\nexec /usr/bin/env\n");
        var env = new ArtifactSpec.HostProvided(
                "env", List.of(directory.toString()), "coreutils", List.of("--version"), Needs.NONE);
        assertThat(store().fetch(program(env), line -> {}))
                .isInstanceOfSatisfying(FetchOutcome.Fetched.class, fetched -> {
                    assertThat(fetched.version()).startsWith("env (GNU coreutils)");
                    assertThat(fetched.identity()).matches("sha256:[0-9a-f]{64}");
                });
    }

    @Test
    void anUnresolvedImageIsRefused() {
        var unresolved = new ArtifactSpec.Unresolved("ethereum/client-go", "v1.17.5", "no registry was asked");
        assertThat(cause(store().fetch(program(unresolved), line -> {}))).isEqualTo(Cause.UNRESOLVED);
    }

    @Test
    void aRuntimeThatIsTooOldIsSaidToBe() {
        var bundled = new ArtifactSpec.Bundled(Map.of("a.js", Content.of("1")), Needs.NONE);
        var program = new Program(bundled, new Runtime.Node(999), UnitUser.NOBODY, Optional.empty());
        assertThat(cause(store().fetch(program, line -> {}))).isEqualTo(Cause.BINARY_MISSING);
    }
}
