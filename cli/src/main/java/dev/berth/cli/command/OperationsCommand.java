package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Operations: what takes time, step by step. */
@Command(name = "operations", description = "Operations", synopsisSubcommandLabel = "COMMAND")
final class OperationsCommand {
    @Command(name = "list", description = "All operations")
    int list(
            @Mixin ApiCall call,
            @Option(names = "--node") @Nullable String node,
            @Option(names = "--state", paramLabel = "running|succeeded|failed|cancelled") @Nullable String state) {
        call.console()
                .list(
                        call.api()
                                .list(
                                        "/operations",
                                        call.query().with("node", node).with("state", state),
                                        Integer.MAX_VALUE),
                        new Table()
                                .column("ID", "id")
                                .column("KIND", "kind")
                                .column("NODE", "node.name")
                                .column("STATE", "state")
                                .column("BY", "requestedBy")
                                .column("CREATED", "createdAt")
                                .column("WHY", "errorReason"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "An operation and its steps")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "OPERATION") String operation) {
        JsonNode found = call.api().get("/operations/" + operation, call.query());
        if (call.console().isJson()) {
            call.console().show(found);
        } else {
            call.console()
                    .list(
                            found.path("steps"),
                            new Table()
                                    .column("STEP", "name")
                                    .column("STATE", "state")
                                    .column("STARTED", "startedAt")
                                    .column("FINISHED", "finishedAt")
                                    .column("DETAIL", "detail"));
        }
        return ExitCode.DONE;
    }

    @Command(name = "watch", description = "Follow an operation to its end; fails when it fails")
    int watch(@Mixin ApiCall call, @Parameters(paramLabel = "OPERATION") String operation) throws InterruptedException {
        return new OperationWatch(call.api(), call.console(), call.query()).follow(operation);
    }
}
