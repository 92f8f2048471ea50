package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hosts: the machines that units run on. */
@Command(name = "hosts", description = "Hosts", synopsisSubcommandLabel = "COMMAND")
final class HostsCommand {
    @Command(name = "list", description = "All hosts")
    int list(@Mixin ApiCall call) {
        call.console().list(call.api().list("/hosts", call.query(), Integer.MAX_VALUE), table());
        return ExitCode.DONE;
    }

    private static Table table() {
        return new Table()
                .column("NAME", "name")
                .column("ENGINE", "engine")
                .column("STATE", "state")
                .column("REACH", "reach")
                .column("POWER", "wantedPower")
                .column("UNITS", "unitsRunning")
                .column("NODES", "nodes")
                .column("CPU m", host -> share(host, "cpuMillis", 1))
                .column("MEMORY MiB", host -> share(host, "memoryBytes", 1 << 20))
                .column("DISK GiB", host -> share(host, "diskBytes", 1 << 30))
                .column("SEEN", "observedAt");
    }

    private static String share(JsonNode host, String dimension, long unit) {
        return host.at("/reserved/" + dimension).asLong() / unit + "/"
                + host.at("/allocatable/" + dimension).asLong() / unit;
    }

    @Command(name = "show", description = "A host with what its doctor found")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().get("/hosts/" + host, call.query()));
        return ExitCode.DONE;
    }

    @Command(
            name = "enrol",
            description = {
                "A token with which one machine may join as the host of this name, once.",
                "On that machine: berth agent --join TOKEN --control-plane HOST:PORT"
            })
    int enrol(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "NAME") String host,
            @Option(
                            names = "--expires",
                            paramLabel = "SECONDS",
                            description = "How long the token is good (default: an hour)")
                    Integer expires) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", host);
        if (expires != null) body.put("expiresInSeconds", expires);
        call.console().show(call.api().perform("/hosts", call.query(), body));
        return ExitCode.DONE;
    }

    @Command(name = "revoke", description = "Let a host's agent in no more; what runs on the host runs on")
    int revoke(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/revoke", call.query(), null));
        return ExitCode.DONE;
    }

    @Command(name = "cordon", description = "Place nothing new on a host")
    int cordon(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/cordon", call.query(), null));
        return ExitCode.DONE;
    }

    @Command(name = "uncordon", description = "Place on a host again")
    int uncordon(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/uncordon", call.query(), null));
        return ExitCode.DONE;
    }

    @Command(name = "stop-units", description = "Stop every unit of a host; its nodes keep their data")
    int stopUnits(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/stop-units", call.query(), null));
        return ExitCode.DONE;
    }

    @Command(name = "start-units", description = "Run a host's units again")
    int startUnits(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/start-units", call.query(), null));
        return ExitCode.DONE;
    }
}
