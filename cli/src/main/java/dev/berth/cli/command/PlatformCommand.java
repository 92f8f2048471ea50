package dev.berth.cli.command;

import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** How Berth itself is. */
@Command(name = "platform", description = "How Berth itself is: database, reconciler, proxies")
final class PlatformCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Override
    public Integer call() {
        var platform = call.api().get("/platform", call.query());
        Console console = call.console();
        if (console.isJson()) {
            console.show(platform);
            return ExitCode.DONE;
        }
        console.line("Database");
        console.show(platform.path("database"));
        console.line("\nReconciler");
        console.show(platform.path("reconciler"));
        console.line("");
        console.list(
                platform.path("proxies"),
                new Table()
                        .column("PROXY", "id")
                        .column("CONNECTED", "connected")
                        .column("SEEN", "lastSeen")
                        .column("USAGE UNTIL", "usageUntil")
                        .column("ROUTING BEHIND", "behind.routing")
                        .column("ACCESS BEHIND", "behind.access")
                        .column("DENIED BEHIND", "behind.denied"));
        return ExitCode.DONE;
    }
}
