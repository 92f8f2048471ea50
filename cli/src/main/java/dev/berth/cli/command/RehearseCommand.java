package dev.berth.cli.command;

import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.Rehearsal;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** What the `berth` script runs after a build. */
@Command(name = "rehearse", hidden = true, description = "Start and stop Berth once, so that later starts are fast")
final class RehearseCommand implements Callable<Integer> {
    private static final List<String> LISTS =
            List.of("nodes", "pools", "endpoints", "operations", "templates", "hosts");

    @Override
    public Integer call() throws InterruptedException {
        new Rehearsal(LocalBerth.fromEnvironment(System.getenv()), Steps.on(System.out), RehearseCommand::use).run();
        return ExitCode.DONE;
    }

    private static void use() {
        LISTS.forEach(resource -> BerthCommand.run(resource, "list"));
        BerthCommand.run("events");
        BerthCommand.run("status");
        BerthCommand.run("nodes", "create", "--as", "tenant", "--template", "anvil", "--name", "rehearsal", "--wait");
        BerthCommand.run("nodes", "delete", "--as", "tenant", "rehearsal", "--wait");
    }
}
