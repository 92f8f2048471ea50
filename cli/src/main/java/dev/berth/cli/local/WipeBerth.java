package dev.berth.cli.local;

import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.SupervisorLock;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private final boolean tablesToo;

    /** @param tablesToo whether Berth's tables in an operator's own database are dropped */
    public WipeBerth(LocalBerth berth, Steps steps, boolean tablesToo) {
        this.berth = berth;
        this.steps = steps;
        this.tablesToo = tablesToo;
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
            if (!services.hasEmbeddedDatabase()) leaveTables(services);
            delete(services.unitRoot());
            delete(installation.directory());
            steps.done(installation.directory() + " and all that was made from it is deleted");
        }
    }

    private void leaveTables(Services services) throws InterruptedException {
        if (tablesToo)
            steps.note("  " + ChildProcess.run(services.backup("drop"), "Berth's tables could not be dropped"));
        else
            steps.note("  Berth's tables in " + berth.environment().get("BERTH_DATABASE_URL")
                    + " are left as they are: --wipe-database drops them");
    }

    private static void removeUnits(Services services) throws InterruptedException {
        ChildProcess.run(services.removeUnits(), "units could not be removed, so nothing is deleted");
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
