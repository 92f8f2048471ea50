package dev.berth.cli.local;

import dev.berth.cli.database.EmbeddedDatabase;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.installation.Settings;
import dev.berth.cli.output.Steps;
import dev.berth.cli.supervisor.Supervisor;
import dev.berth.cli.supervisor.SupervisorLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts a backup in the place of the database, while Berth does not run. What was there is kept beside it, and put back when the restore
 * fails; an operator's own database has to be empty.
 */
public final class RestoreBerth {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'data-before-'yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final String REVOKED_KEYS = "revoked-keys"; // as control planes call it
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final LocalBerth berth;
    private final Steps steps;

    public RestoreBerth(LocalBerth berth, Steps steps) {
        this.berth = berth;
        this.steps = steps;
    }

    /** What is known of the keys that were revoked since the backup. */
    public sealed interface Revoked {
        /** A control plane of this installation kept them. */
        record Here() implements Revoked {}

        /** The file that another one kept. */
        record From(Path file) implements Revoked {}

        /** Nothing: whoever restores says that this is how it is. */
        record Unknown() implements Revoked {}
    }

    /** @param passphraseFile what the backup's keys are sealed by; empty: this installation has them already */
    public void from(Path file, Optional<Path> passphraseFile, Revoked revoked) throws InterruptedException {
        Installation installation = berth.installation();
        if (berth.running().isPresent() || somethingRuns()) {
            throw new CannotStart("Berth runs: stop it with `berth down`, then restore");
        }
        takeAlong(revoked);
        if (passphraseFile.isPresent()) {
            openKeys(file, passphraseFile.get());
        } else if (!Files.exists(installation.secrets().resolve("master-key"))) {
            throw new CannotStart("no keys in " + installation.secrets()
                    + " (expected: --passphrase-file, or the keys of the installation that the backup is of)");
        }
        Settings settings = Settings.read(installation)
                .orElseThrow(() -> new CannotStart("no installation.json in " + installation.directory()
                        + " (expected: that of the installation that the backup is of)"));
        try (var lock = SupervisorLock.tryTake(installation)
                .orElseThrow(() -> new CannotStart("Berth was started meanwhile: nothing is restored"))) {
            assert lock != null;
            var services = new Services(berth.home(), installation, settings, berth.environment());
            if (services.hasEmbeddedDatabase()) {
                intoEmbedded(file, settings, services);
            } else {
                load(file, services);
            }
        }
        steps.note("  Start it with `berth up`.");
    }

    /** Without the list, keys that were revoked since would be good again for every proxy that has not denied them before. */
    private void takeAlong(Revoked revoked) {
        Path here = berth.installation().ownedDirectory(Services.CONTROL_PLANE).resolve(REVOKED_KEYS);
        switch (revoked) {
            case Revoked.Unknown() -> steps.note("  Keys that were revoked since the backup are good again.");
            case Revoked.Here() -> {
                if (!Files.exists(here))
                    throw new CannotStart("no " + here + ", so nobody knows which keys were revoked since the backup"
                            + " (expected: --revoked-keys PATH, the file of that name of the control plane that was; or"
                            + " --without-revoked-keys, and they are good again)");
            }
            case Revoked.From(Path kept) -> {
                try {
                    if (!Files.exists(here)) Files.createFile(here, OWNER_ONLY);
                    Files.writeString(here, Files.readString(kept), StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new CannotStart(kept + " cannot be taken along: " + e.getMessage());
                }
            }
        }
    }

    private void openKeys(Path file, Path passphraseFile) throws InterruptedException {
        steps.begin("keys");
        berth.installation().secrets(); // makes the directory, for its owner alone
        Path directory = berth.installation().directory();
        var builder = new ProcessBuilder(
                berth.home().java(Services.CONTROL_PLANE, List.of(), "dev.berth.control.backup.Main"));
        builder.command().addAll(List.of("keys", file.toAbsolutePath().toString(), directory.toString()));
        builder.environment()
                .put(
                        BackUpBerth.PASSPHRASE_FILE,
                        passphraseFile.toAbsolutePath().toString());
        steps.done(ChildProcess.run(builder, "the keys could not be had"));
    }

    private void intoEmbedded(Path file, Settings settings, Services services) throws InterruptedException {
        EmbeddedDatabase database = services.embeddedDatabase(() -> steps.note("  unpacking PostgreSQL"));
        Optional<Path> before = database.setAside(NAME.format(Instant.now()));
        boolean restored = false;
        try {
            database.make();
            try (var supervisor = new Supervisor(berth.installation())) {
                var plans = new ServicePlans(berth, supervisor, settings);
                supervisor.startAndAwaitReady(plans::nextDatabase);
                load(file, plans.services());
            }
            restored = true;
        } finally {
            if (!restored) before.ifPresent(database::putBack);
        }
        before.ifPresent(aside -> steps.note("  What was there before is in " + aside));
    }

    private void load(Path file, Services services) throws InterruptedException {
        steps.begin("restore");
        steps.done(
                ChildProcess.run(services.backup("load", file.toAbsolutePath().toString()), "nothing was restored"));
    }

    private boolean somethingRuns() {
        return List.of(Services.DATABASE, Services.CONTROL_PLANE, Services.PROXY).stream()
                .anyMatch(service -> Supervisor.isRunning(berth.installation(), service));
    }
}
