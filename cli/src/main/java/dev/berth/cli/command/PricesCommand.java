package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Price tables, by network and time from which they hold. */
@Command(name = "prices", description = "Price tables", synopsisSubcommandLabel = "COMMAND")
final class PricesCommand {
    @Command(name = "list", description = "Price tables, newest first")
    int list(
            @Mixin ApiCall call,
            @Option(names = "--network") @Nullable String network,
            @Option(names = "--at", paramLabel = "TIME", description = "Only those in force then") @Nullable
                    String at) {
        var table = new Table()
                .column("NETWORK", "network")
                .column("VERSION", "version")
                .column("VALID FROM", "validFrom")
                .column("PER MILLION UNITS", "perMillionUnits")
                .column("CURRENCY", "currency")
                .column("CHARGED", "charged")
                .column("BY", "createdBy");
        var query = call.query().with("network", network).with("at", at);
        call.console().list(call.api().list("/prices", query, Integer.MAX_VALUE), table);
        return ExitCode.DONE;
    }

    @Command(name = "add", description = "Add a version of a network's price table")
    int add(@Mixin ApiCall call, @Parameters(paramLabel = "FILE", description = "The version as JSON") Path file)
            throws IOException {
        JsonNode version = Json.read(Files.readString(file), JsonNode.class);
        call.console().show(call.api().create("/prices", call.query(), version));
        return ExitCode.DONE;
    }
}
