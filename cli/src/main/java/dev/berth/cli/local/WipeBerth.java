package dev.berth.cli.local;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.SupervisorLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * Deletes what an installation made, after it was stopped: its units with their volumes and networks on the host, where
 * its units' data is, and its directory. Everything is found by the installation's id, so nobody else's is touched.
 */
public final class WipeBerth {
    private final LocalBerth berth;
    private final Steps steps;

    public WipeBerth(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
    }

    public void run() throws InterruptedException {
        Installation installation = berth.installation();
        var settings = Settings.read(installation);
        if (settings.isEmpty()) {
            return;
        }
        steps.begin("wipe");
        try (var lock = SupervisorLock.tryTake(installation)
                .orElseThrow(() -> new CannotStart("Berth was started meanwhile: nothing is deleted"))) {
            assert lock != null;
            var services = new Services(berth.home(), installation, settings.get(), berth.environment());
            removeUnits(services);
            delete(services.unitRoot());
            delete(installation.directory());
            steps.done(installation.directory() + " and all that was made from it is deleted");
        }
    }

    private void removeUnits(Services services) throws InterruptedException {
        try {
            Process process = services.removeUnits().redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new CannotStart("units could not be removed, so nothing is deleted: " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + tree, e);
        }
    }
}
