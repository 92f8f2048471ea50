package dev.berth.cli.command;

import dev.berth.cli.client.ApiAccess.Holder;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.local.DashboardLink;
import dev.berth.cli.output.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says where the dashboard is. */
@Command(
        name = "dashboard",
        description = "A link that opens the dashboard signed in, once and within 10 minutes",
        footerHeading = "%nExamples:%n",
        footer = {
            "  berth dashboard                the operator's person of this machine: hosts, pools, tenants",
            "  berth dashboard --as tenant    the demo's owner, who can read the keys of its endpoints",
            "  berth dashboard --member ID    somebody else, see `berth members list`; they find it among their events"
        })
final class DashboardCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Option(names = "--member", paramLabel = "ID", description = "Whom it signs in, whoever else --as names")
    private @Nullable String member;

    @Override
    public Integer call() {
        BerthApi operator = call.api(Holder.OPERATOR);
        System.out.println(
                member == null && call.holder() == Holder.TENANT
                        ? DashboardLink.ofDemo(operator)
                        : DashboardLink.of(operator, member == null ? DashboardLink.OPERATOR : member));
        return ExitCode.DONE;
    }
}
