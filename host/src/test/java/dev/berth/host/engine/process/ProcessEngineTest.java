package dev.berth.host.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.host.artifact.ArtifactStore;
import dev.berth.host.artifact.SearchPath;
import dev.berth.host.engine.CreateOutcome;
import dev.berth.host.engine.Engine;
import dev.berth.host.engine.FailPoint;
import dev.berth.host.engine.RealEngineContract;
import dev.berth.host.engine.Refusal.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
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

    private FailPoint failPoint = FailPoint.NONE;

    @Override
    protected Engine opened() {
        var store = new ArtifactStore(ROOT.resolve("cache"), SearchPath.parse(System.getenv("PATH")));
        return new ProcessEngine(
                INSTANCE, ROOT.resolve("units"), store, Clock.systemUTC(), name -> failPoint.reach(name));
    }

    @Test
    void aUnitOfAnUntrustedTemplateIsRefused() {
        assertThat(engine.create(unit.untrusted().spec()))
                .isInstanceOfSatisfying(
                        CreateOutcome.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.NOT_TRUSTED));
    }
}
