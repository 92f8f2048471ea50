package dev.berth.cli.command;

import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.Supervise;
import dev.berth.cli.output.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The process that `berth up` leaves running. */
@Command(name = "supervise", hidden = true, description = "Run Berth's processes; started by `berth up`")
final class SuperviseCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Override
    public Integer call() throws InterruptedException {
        var berth = LocalBerth.fromEnvironment(System.getenv());
        return new Supervise(berth, settings.wanted()).run() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
