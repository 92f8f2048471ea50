package dev.berth.cli.command;

import dev.berth.cli.local.BackUpBerth;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a backup of the control plane. */
@Command(
        name = "backup",
        description = {
            "Write the control plane's database into a file, while all goes on.",
            "Nodes' data is not in it, nor what proxies keep on their disks: leave both where they are."
        })
final class BackupCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "PATH",
            description = "Put the keys into it too, sealed by the passphrase in this file")
    private @Nullable Path passphraseFile;

    @Override
    public Integer call() throws InterruptedException {
        new BackUpBerth(LocalBerth.fromEnvironment(System.getenv()), Steps.on(System.out))
                .into(file, Optional.ofNullable(passphraseFile));
        return ExitCode.DONE;
    }
}
