package dev.berth.cli.local;

import dev.berth.cli.installation.Settings;
import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.Supervisor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the control plane's state into a file while all goes on. Nodes' data, and what proxies keep on their disks, is not in it. */
public final class BackUpBerth {
    static final String PASSPHRASE_FILE = "BERTH_BACKUP_PASSPHRASE_FILE";

    /** What opens the database's sealed values and lets proxies and units be known again. */
    private static final List<String> KEYS = List.of(
            "secrets/master-key",
            "secrets/proxy-token",
            "secrets/proxy-sealing-key",
            "secrets/operator-key",
            "installation.json",
            "quickstart.json");

    private final LocalBerth berth;
    private final Steps steps;

    public BackUpBerth(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
    }

    /** @param passphraseFile what seals the keys; empty: they are not in the backup */
    public void into(Path file, Optional<Path> passphraseFile) throws InterruptedException {
        var installation = berth.installation();
        Settings settings = Settings.read(installation)
                .orElseThrow(() -> new CannotStart("there is no Berth in " + installation.directory()));
        var services = new Services(berth.home(), installation, settings, berth.environment());
        if (services.hasEmbeddedDatabase() && !Supervisor.isRunning(installation, Services.DATABASE)) {
            throw new CannotStart("the database does not run: start Berth with `berth up`, then take the backup");
        }
        steps.begin("backup");
        ProcessBuilder take = services.backup("take", file.toAbsolutePath().toString());
        passphraseFile.ifPresent(passphrase -> take.environment()
                .put(PASSPHRASE_FILE, passphrase.toAbsolutePath().toString()));
        take.environment()
                .put("BERTH_BACKUP_KEYS_BELOW", installation.directory().toString());
        take.environment().put("BERTH_BACKUP_KEYS", String.join(",", KEYS));
        steps.done(ChildProcess.run(take, "no backup was taken"));
        if (passphraseFile.isEmpty()) {
            steps.note("  The keys are not in it. Keep these apart, or it is worthless: "
                    + String.join(
                            ", ",
                            KEYS.stream()
                                    .map(key -> installation
                                            .directory()
                                            .resolve(key)
                                            .toString())
                                    .toList()));
        }
    }
}
