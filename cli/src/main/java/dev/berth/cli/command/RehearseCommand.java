package dev.berth.cli.command;

import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.Rehearsal;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the `berth` script runs after a build. */
@Command(name = "rehearse", hidden = true, description = "Start and stop Berth once, so that later starts are fast")
final class RehearseCommand implements Callable<Integer> {
    @Override
    public Integer call() throws InterruptedException {
        new Rehearsal(LocalBerth.fromEnvironment(System.getenv()), Steps.on(System.out)).run();
        return ExitCode.DONE;
    }
}
