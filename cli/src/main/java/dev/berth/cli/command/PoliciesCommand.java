package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policies: who approves what is asked for. */
@Command(name = "policies", description = "Who approves requests", synopsisSubcommandLabel = "COMMAND")
final class PoliciesCommand {
    @Command(name = "list", description = "All policies, in the order in which they are looked at")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/policies", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("POSITION", "position")
                                .column("NAME", "name")
                                .column("TENANT", "tenant.name")
                                .column("TEMPLATE", "template")
                                .column("SIZE", "size")
                                .column("MAX/HOUR", "maxPerHour")
                                .column("MAX TOTAL/HOUR", "maxTotalPerHour")
                                .column("DECISION", "decision")
                                .column("WHY", "reason"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A policy")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "POLICY") String policy) {
        call.console().show(call.api().get("/policies/" + policy, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "set",
            description = {
                "Add a policy, or put another in the place of the one of this name.",
                "The first policy whose every condition is met decides; where none is, the tenant's own setting."
            })
    int set(@Mixin ApiCall call, @Parameters(paramLabel = "POLICY") String policy, @Mixin Conditions conditions) {
        call.console().show(call.api().replace("/policies/" + policy, call.query(), conditions.in()));
        return ExitCode.DONE;
    }

    @Command(name = "remove", description = "Remove a policy")
    int remove(@Mixin ApiCall call, @Parameters(paramLabel = "POLICY") String policy) {
        call.console().show(call.api().delete("/policies/" + policy, call.query()));
        return ExitCode.DONE;
    }

    /** What a policy is about, and what it decides. */
    static final class Conditions {
        @Option(names = "--position", required = true, description = "The lowest is looked at first")
        private int position;

        @Option(names = "--decision", required = true, paramLabel = "approve|ask|refuse", description = "ask: a person")
        private String decision = "";

        @Option(names = "--for-tenant", paramLabel = "TENANT", description = "Only what this tenant asks for")
        private @Nullable String tenant;

        @Option(names = "--template", description = "Only nodes of this template")
        private @Nullable String template;

        @Option(names = "--size", description = "Only nodes of this size")
        private @Nullable String size;

        @Option(names = "--max-cpu-millis", description = "Only nodes with at most that")
        private @Nullable Long cpuMillis;

        @Option(names = "--max-memory-bytes")
        private @Nullable Long memoryBytes;

        @Option(names = "--max-disk-bytes")
        private @Nullable Long diskBytes;

        @Option(names = "--currency", paramLabel = "EUR", description = "Of the amounts")
        private @Nullable String currency;

        @Option(names = "--max-per-hour", paramLabel = "AMOUNT", description = "Only nodes that cost at most that")
        private @Nullable String perHour;

        @Option(
                names = "--max-total-per-hour",
                paramLabel = "AMOUNT",
                description = "Only while all that the tenant leases costs at most that, the node included")
        private @Nullable String totalPerHour;

        @Option(names = "--within", paramLabel = "SECONDS", description = "With ask: how long a person has (a week)")
        private @Nullable Long within;

        @Option(names = "--reason", description = "For people")
        private @Nullable String reason;

        ObjectNode in() {
            ObjectNode body = object().put("position", position).put("decision", decision);
            put(body, "tenant", tenant);
            put(body, "template", template);
            put(body, "size", size);
            put(body, "maxCpuMillis", cpuMillis);
            put(body, "maxMemoryBytes", memoryBytes);
            put(body, "maxDiskBytes", diskBytes);
            put(body, "currency", currency);
            put(body, "maxPerHour", perHour);
            put(body, "maxTotalPerHour", totalPerHour);
            put(body, "decideSeconds", within);
            put(body, "reason", reason);
            return body;
        }

        private static void put(ObjectNode body, String field, @Nullable Object value) {
            if (value != null) body.set(field, Json.MAPPER.valueToTree(value));
        }
    }
}
