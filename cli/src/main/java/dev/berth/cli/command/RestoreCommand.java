package dev.berth.cli.command;

import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.RestoreBerth;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a backup in the place of the database. */
@Command(
        name = "restore",
        description = {
            "Put a backup in the place of the database, while Berth is down; what was there is kept beside it.",
            "Proxies keep denying the keys that they know to be revoked, and send again what they have counted since."
        })
final class RestoreCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "PATH",
            description = "Take the keys out of it too; those that are here stay")
    private @Nullable Path passphraseFile;

    @ArgGroup(exclusive = true)
    private RevokedSince revoked = new RevokedSince();

    /** Which keys were revoked since the backup. */
    static final class RevokedSince {
        @Option(
                names = "--revoked-keys",
                paramLabel = "PATH",
                description =
                        "The file `revoked-keys` of the control plane that was; that of this installation when absent")
        private @Nullable Path file;

        @Option(
                names = "--without-revoked-keys",
                description = "There is no such file any more: keys that were revoked since the backup are good again")
        private boolean unknown;

        RestoreBerth.Revoked told() {
            if (file != null) return new RestoreBerth.Revoked.From(file);
            return unknown ? new RestoreBerth.Revoked.Unknown() : new RestoreBerth.Revoked.Here();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        new RestoreBerth(LocalBerth.fromEnvironment(System.getenv()), Steps.on(System.out))
                .from(file, Optional.ofNullable(passphraseFile), revoked.told());
        return ExitCode.DONE;
    }
}
