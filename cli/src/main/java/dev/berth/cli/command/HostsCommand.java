package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hosts: the machines that units run on. */
@Command(name = "hosts", description = "Hosts", synopsisSubcommandLabel = "COMMAND")
final class HostsCommand {
    private static final Duration LOOK = Duration.ofMillis(500);

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
                .column("PROVIDER", "provider")
                .column("ZONE", "zone")
                .column("NODES", "nodes")
                .column("UNITS", "unitsRunning")
                .column("CPU cores", host -> share(host, "cpuMillis", 1000))
                .column("MEMORY GiB", host -> share(host, "memoryBytes", 1 << 30))
                .column("DISK GiB", host -> share(host, "diskBytes", 1 << 30))
                .column("GPU", HostsCommand::gpus)
                .column("LEFT GiB", HostsCommand::left)
                .column("CLOCK ms", "clockSkewMs")
                .column("CERTIFIED", host -> date(host.path("certifiedUntil")))
                .column("SEEN", "observedAt");
    }

    /** What is reserved, of what nodes may reserve, and how much that is in a hundred. */
    private static String share(JsonNode host, String dimension, long unit) {
        long reserved = host.at("/reserved/" + dimension).asLong();
        long all = host.at("/allocatable/" + dimension).asLong();
        return "%.1f/%.1f %d%%"
                .formatted(
                        (double) reserved / unit,
                        (double) all / unit,
                        all == 0 ? 0 : Math.round(100.0 * reserved / all));
    }

    private static String gpus(JsonNode host) {
        int all = host.at("/allocatable/gpu").asInt();
        return all == 0 ? "" : host.at("/reserved/gpu").asInt() + "/" + all;
    }

    /** How much of the disk is left, and what that means where it means something. */
    private static String left(JsonNode host) {
        if (!host.path("diskFreeBytes").isNumber()) return "";
        String level = host.at("/disk/level").asText("room");
        String left = "%.1f".formatted((double) host.path("diskFreeBytes").asLong() / (1 << 30));
        return level.equals("room") ? left : left + " " + level;
    }

    private static String date(JsonNode time) {
        String text = Table.text(time);
        return text.length() < 10 ? text : text.substring(0, 10);
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

    @Command(
            name = "set",
            description = {
                "Change how much of a host nodes may reserve, and where it stands; what is not given stays.",
                "What is said here of region, zone, provider and labels stands from then on, whatever the agent says."
            })
    int set(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host, @Mixin HostSettingsOptions settings) {
        call.console().show(call.api().change("/hosts/" + host, call.query(), settings.body()));
        return ExitCode.DONE;
    }

    @Command(
            name = "drain",
            description = {
                "Empty a host: it takes nothing new, pools get members elsewhere before theirs here go, one by one,"
                        + " and the",
                "owners of dedicated nodes are asked. Given again, it shows how far that has come."
            })
    int drain(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "HOST") String host,
            @Option(names = "--wait", description = "Return when nothing is left, or only what somebody has to decide")
                    boolean wait)
            throws InterruptedException {
        JsonNode drained = call.api().perform("/hosts/" + host + "/drain", call.query(), null);
        String told = "";
        while (wait
                && drained.at("/drain/left").asInt()
                        > drained.at("/drain/needDecision").asInt()) {
            String now = progress(drained.path("drain"));
            if (!now.equals(told)) call.console().note(now);
            told = now;
            Thread.sleep(LOOK);
            drained = call.api().get("/hosts/" + host, call.query());
        }
        call.console().show(drained.path("drain"));
        return ExitCode.DONE;
    }

    private static String progress(JsonNode drain) {
        return drain.path("gone").asInt() + " of " + drain.path("nodes").asInt() + " nodes gone, "
                + drain.path("needDecision").asInt() + " wait for a decision";
    }

    @Command(name = "stop-drain", description = "Let stay what is still on a host that is being drained")
    int stopDrain(@Mixin ApiCall call, @Parameters(paramLabel = "HOST") String host) {
        call.console().show(call.api().perform("/hosts/" + host + "/stop-drain", call.query(), null));
        return ExitCode.DONE;
    }

    @Command(name = "decommission", description = "Take an empty host out of the pool; its agent is let in no more")
    int decommission(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "HOST") String host,
            @Option(
                            names = "--destroyed",
                            description = "It is lost and will not come back: give up what pools had there")
                    boolean destroyed) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("destroyed", destroyed);
        call.console().show(call.api().perform("/hosts/" + host + "/decommission", call.query(), body));
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
