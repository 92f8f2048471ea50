package dev.berth.cli.command;

import static dev.berth.cli.installation.Json.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Accounts: what tenants have paid in, and every amount that moved. */
@Command(name = "accounts", description = "Balances and the ledger", synopsisSubcommandLabel = "COMMAND")
final class AccountsCommand {
    @Command(name = "show", description = "What a tenant has paid in and no lease holds")
    int show(@Mixin ApiCall call, @Parameters(paramLabel = "TENANT") String tenant) {
        call.console().show(call.api().get("/tenants/" + tenant + "/account", call.query()));
        return ExitCode.DONE;
    }

    @Command(name = "credit", description = "Write down what a tenant has paid in")
    int credit(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "AMOUNT") String amount,
            @Option(names = "--currency", required = true, paramLabel = "EUR") String currency,
            @Option(names = "--reason", description = "For people: an invoice, a transfer") @Nullable String reason) {
        return pay(call, tenant, "credits", amount, currency, reason);
    }

    @Command(name = "payout", description = "Write down what was paid back to a tenant")
    int payout(
            @Mixin ApiCall call,
            @Parameters(paramLabel = "TENANT") String tenant,
            @Parameters(paramLabel = "AMOUNT") String amount,
            @Option(names = "--currency", required = true, paramLabel = "EUR") String currency,
            @Option(names = "--reason", description = "For people: an invoice, a transfer") @Nullable String reason) {
        return pay(call, tenant, "payouts", amount, currency, reason);
    }

    @Command(name = "ledger", description = "Every amount that moved, newest first")
    int ledger(
            @Mixin ApiCall call,
            @Option(names = "--lease", description = "Only what this lease had part in") @Nullable String lease,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE})")
                    int limit) {
        call.console()
                .list(
                        call.api().list("/ledger", call.query().with("lease", lease), limit),
                        new Table()
                                .column("AT", "at")
                                .column("KIND", "kind")
                                .column("FROM", "from")
                                .column("TO", "to")
                                .column("AMOUNT", "amount")
                                .column("CURRENCY", "currency")
                                .column("LEASE", "leaseId")
                                .column("BY", "actor")
                                .column("WHY", "reason"));
        return ExitCode.DONE;
    }

    private static int pay(
            ApiCall call, String tenant, String what, String amount, String currency, @Nullable String reason) {
        JsonNode body =
                object().put("amount", amount).put("currency", currency).put("reason", reason == null ? "" : reason);
        call.console().show(call.api().create("/tenants/" + tenant + "/" + what, call.query(), body));
        return ExitCode.DONE;
    }
}
