package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.berth.cli.client.ApiAccess;
import dev.berth.cli.client.ApiAccess.Holder;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.installation.Installation;
import dev.berth.cli.output.Console;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that calls the API understands. */
final class ApiCall {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to write the answer (${DEFAULT-VALUE})")
    private Console.Format output = Console.Format.TABLE;

    @Option(
            names = "--as",
            paramLabel = "operator|tenant",
            defaultValue = "operator",
            description = "Which key of quickstart.json to use (${DEFAULT-VALUE})")
    private Holder holder = Holder.OPERATOR;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "For operators: the tenant to act for")
    private @Nullable String tenant;

    Holder holder() {
        return holder;
    }

    BerthApi api() {
        return api(holder);
    }

    BerthApi api(Holder whose) {
        return new BerthApi(ApiAccess.of(System.getenv(), Installation.fromEnvironment(System.getenv()), whose));
    }

    Console console() {
        return new Console(System.out, System.err, output);
    }

    /** Query parameters, begun with the tenant that an operator acts for. */
    Query query() {
        return new Query().with("tenant", tenant);
    }

    /** Changes what is at this path; what is not given stays. */
    JsonNode change(String path, ObjectNode given) {
        if (given.isEmpty())
            throw new UsageProblem("nothing to change (expected: at least one option that says what, see --help)");
        return api().change(path, query(), given);
    }

    /** Query parameters; those without a value are left out. */
    static final class Query extends TreeMap<String, String> {
        private static final long serialVersionUID = 1L;

        Query with(String name, @Nullable Object value) {
            if (value != null) {
                put(name, value.toString());
            }
            return this;
        }
    }
}
