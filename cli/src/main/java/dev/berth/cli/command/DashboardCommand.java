package dev.berth.cli.command;

import dev.berth.cli.local.DashboardLink;
import dev.berth.cli.output.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says where the dashboard is. */
@Command(name = "dashboard", description = "A link that opens the dashboard signed in, once and within 10 minutes")
final class DashboardCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Option(
            names = "--member",
            paramLabel = "ID",
            description = "Whom it signs in; the operator's person of this machine when absent")
    private @Nullable String member;

    @Override
    public Integer call() {
        System.out.println(DashboardLink.of(call.api(), member == null ? DashboardLink.OPERATOR : member));
        return ExitCode.DONE;
    }
}
