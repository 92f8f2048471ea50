package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tenants: the organisations that use Berth and pay for it. */
@Command(name = "tenants", description = "Tenants", synopsisSubcommandLabel = "COMMAND")
final class TenantsCommand {
    @Command(name = "list", description = "All tenants")
    int list(@Mixin ApiCall call) {
        call.console()
                .list(
                        call.api().list("/tenants", call.query(), Integer.MAX_VALUE),
                        new Table()
                                .column("NAME", "name")
                                .column("TITLE", "title")
                                .column("KIND", "kind")
                                .column("TRUSTED", "trusted")
                                .column("NODES", "quota.nodes")
                                .column("APPROVAL", "approvalPolicy")
                                .column("FUNDING", "agreement.funding")
                                .column("CREATED", "createdAt"));
        return ExitCode.DONE;
    }

    @Command(name = "show", description = "A tenant with its quota")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "TENANT") String name) {
        call.console().show(call.api().get("/tenants/" + name, call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "create", description = "Create a tenant")
    int create(@Mixin ApiCall call, @Parameters(paramLabel = "NAME") String name, @Mixin Terms terms) {
        call.console().show(call.api().create("/tenants", call.query(), terms.in(object().put("name", name))));
        return ExitCode.DONE;
    }

    @Command(name = "change", description = "Change a tenant; what is not given stays")
    int change(@Mixin ApiCall call, @Parameters(paramLabel = "TENANT") String name, @Mixin Terms terms) {
        call.console().show(call.change("/tenants/" + name, terms.in(object())));
        return ExitCode.DONE;
    }

    /** What may be said of a tenant. */
    static final class Terms {
        @Option(names = "--title")
        private @Nullable String title;

        @Option(
                names = "--trusted",
                arity = "1",
                description = "May run on a host whose engine isolates nothing: true or false")
        private @Nullable Boolean trusted;

        @Option(names = "--approval", paramLabel = "automatic|person", description = "Who approves its requests")
        private @Nullable String approval;

        @Option(
                names = "--funding",
                paramLabel = "postpaid|prepaid",
                description = "Whether its leases are paid for by the bill or out of a deposit")
        private @Nullable String funding;

        @Option(
                names = "--notice-seconds",
                description = "How long before its end a lease that is reclaimed is told so")
        private @Nullable Long noticeSeconds;

        @Option(names = "--grace-seconds", description = "How long the data of a lease without funds is kept")
        private @Nullable Long graceSeconds;

        @Option(
                names = "--platform-fee-bps",
                description = "The platform's share of what its leases cost, in hundredths of a percent")
        private @Nullable Integer platformFeeBps;

        @Option(names = "--quota-nodes")
        private @Nullable Integer nodes;

        @Option(names = "--quota-cpu-millis")
        private @Nullable Long cpuMillis;

        @Option(names = "--quota-memory-bytes")
        private @Nullable Long memoryBytes;

        @Option(names = "--quota-disk-bytes")
        private @Nullable Long diskBytes;

        ObjectNode in(ObjectNode body) {
            if (title != null) {
                body.put("title", title);
            }
            if (trusted != null) {
                body.put("trusted", trusted);
            }
            if (approval != null) {
                body.put("approvalPolicy", approval);
            }
            var agreement = object();
            if (funding != null) {
                agreement.put("funding", funding);
            }
            if (noticeSeconds != null) {
                agreement.put("noticeSeconds", noticeSeconds);
            }
            if (graceSeconds != null) {
                agreement.put("graceSeconds", graceSeconds);
            }
            if (!agreement.isEmpty()) {
                body.set("agreement", agreement);
            }
            if (platformFeeBps != null) {
                body.put("platformFeeBps", platformFeeBps);
            }
            var quota = object();
            if (nodes != null) {
                quota.put("nodes", nodes);
            }
            if (cpuMillis != null) {
                quota.put("cpuMillis", cpuMillis);
            }
            if (memoryBytes != null) {
                quota.put("memoryBytes", memoryBytes);
            }
            if (diskBytes != null) {
                quota.put("diskBytes", diskBytes);
            }
            if (!quota.isEmpty()) {
                body.set("quota", quota);
            }
            return body;
        }
    }
}
