package dev.berth.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.berth.cli.installation.Json;
import dev.berth.cli.local.Checkup;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What this machine has of what Berth needs. */
@Command(
        name = "doctor",
        description = "What this machine has of what Berth needs, and the command that provides the rest")
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table")
    private Console.Format output = Console.Format.TABLE;

    @Override
    public Integer call() {
        var findings = new Checkup(LocalBerth.fromEnvironment(System.getenv())).findings();
        ArrayNode shown = Json.MAPPER.valueToTree(findings);
        new Console(System.out, System.err, output)
                .list(
                        shown,
                        new Table()
                                .column("", finding -> finding.path("met").asBoolean() ? "+" : "x")
                                .column("WHAT", "what")
                                .column("FOUND", "found")
                                .column("DO", "remedy"));
        boolean well = findings.stream().allMatch(finding -> finding.met() || !finding.required());
        return well ? ExitCode.DONE : ExitCode.FAILED;
    }
}
