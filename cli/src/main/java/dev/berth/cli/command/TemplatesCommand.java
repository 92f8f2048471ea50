package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Templates: the recipes that nodes are made from. */
@Command(name = "templates", description = "Templates", synopsisSubcommandLabel = "COMMAND")
final class TemplatesCommand {
    @Command(name = "list", description = "All templates")
    int list(
            @Mixin ApiCall call,
            @Option(names = "--network", description = "Only those that run on this network") @Nullable
                    String network) {
        call.console()
                .list(
                        call.api().list("/templates", call.query().with("network", network), Integer.MAX_VALUE),
                        new Table()
                                .column("TEMPLATE", "template")
                                .column("TITLE", "title")
                                .column("NETWORKS", "networks")
                                .column("KINDS", "kinds")
                                .column("VERIFIED", "verified")
                                .column("VERSION", "version"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A template with its parameters and sizes")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "TEMPLATE") String template) {
        call.console().show(call.api().get("/templates/" + template, call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "versions", description = "A template's versions, newest first")
    int versions(@Mixin ApiCall call, @Parameters(paramLabel = "TEMPLATE") String template) {
        var versions = call.api().list("/templates/" + template + "/versions", call.query(), Integer.MAX_VALUE);
        call.console()
                .list(
                        versions,
                        new Table()
                                .column("VERSION", "version")
                                .column("CREATED", "createdAt")
                                .column("VERIFIED", "verified"));
        return ExitCode.DONE;
    }
}
