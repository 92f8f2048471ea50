package dev.berth.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.cli.client.BerthApi;
import dev.berth.cli.client.ServerSentEvents;
import dev.berth.cli.installation.Json;
import dev.berth.cli.output.Console;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.output.Table;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happened, who did it, and why. */
@Command(name = "events", description = "What happened, who did it, and why")
final class EventsCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Option(names = "--kind", description = "A kind, or its beginning with a dot (node.)")
    private @Nullable String kind;

    @Option(names = "--subject", paramLabel = "ID", description = "Only what happened to this")
    private @Nullable String subject;

    @Option(names = "--severity", paramLabel = "info|warning|critical", description = "Of at least that")
    private @Nullable String severity;

    @Option(names = "--last", defaultValue = "50", description = "How many (${DEFAULT-VALUE})")
    private int last;

    @Option(
            names = {"-f", "--follow"},
            description = "Show them as they happen")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        BerthApi api = call.api();
        var query = call.query().with("kind", kind).with("subject", subject).with("severity", severity);
        if (follow) {
            follow(api, query);
        } else {
            var table = new Table()
                    .column("AT", "at")
                    .column("KIND", "kind")
                    .column("WHAT", event -> subject(event))
                    .column("TENANT", "tenant.name")
                    .column("BY", "actor")
                    .column("WHY", "reason");
            call.console().list(api.list("/events", query, last), table);
        }
        return ExitCode.DONE;
    }

    private void follow(BerthApi api, ApiCall.Query query) throws IOException {
        Console console = call.console();
        try (var events = new ServerSentEvents(api.follow("/events/stream", query))) {
            for (var next = events.next(); next != null; next = events.next()) {
                JsonNode event = Json.read(next.data(), JsonNode.class);
                console.line(
                        console.isJson()
                                ? event.toString()
                                : String.join(
                                        "  ",
                                        event.path("at").asText(),
                                        event.path("kind").asText(),
                                        subject(event),
                                        event.path("actor").asText(),
                                        event.path("reason").asText()));
            }
        }
    }

    private static String subject(JsonNode event) {
        return event.path("subjectKind").asText() + " "
                + event.path("subjectId").asText();
    }
}
