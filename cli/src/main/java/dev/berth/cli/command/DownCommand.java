package dev.berth.cli.command;

import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.local.StopBerth;
import dev.berth.cli.local.WipeBerth;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Steps;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops Berth on this machine. */
@Command(name = "down", description = "Stop nodes with their signals and budgets, then Berth itself. Data is kept.")
final class DownCommand implements Callable<Integer> {
    @Option(names = "--wipe", description = "Then delete everything that this installation made, its nodes' data too")
    private boolean wipe;

    @Option(
            names = "--wipe-database",
            description = "With --wipe: drop Berth's tables in the database that BERTH_DATABASE_URL names, too")
    private boolean wipeDatabase;

    @Override
    public Integer call() throws InterruptedException {
        if (wipeDatabase && !wipe) throw new UsageProblem("--wipe-database (expected: together with --wipe)");
        var berth = LocalBerth.fromEnvironment(System.getenv());
        var steps = Steps.on(System.out);
        var stop = new StopBerth(berth, steps);
        if (stop.isNeeded()) {
            stop.run();
        } else {
            System.out.println("Berth is not running.");
        }
        if (wipe) {
            new WipeBerth(berth, steps, wipeDatabase).run();
        }
        return ExitCode.DONE;
    }
}
