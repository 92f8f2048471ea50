package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a node's unit wrote to stdout and stderr. */
@Command(name = "logs", description = "What a node's unit wrote")
final class LogsCommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Parameters(paramLabel = "NODE")
    private String node = "";

    @Option(names = "--unit", description = "The template's first one when absent")
    private @Nullable String unit;

    @Option(names = "--tail", defaultValue = "100", description = "How many lines back it begins (${DEFAULT-VALUE})")
    private int tail;

    @Option(
            names = {"-f", "--follow"},
            description = "Show lines as they are written")
    private boolean follow;

    @Override
    public Integer call() throws IOException {
        var query = call.query().with("unit", unit).with("tail", tail);
        if (follow) {
            query.with("follow", true);
        }
        try (var lines = call.api().follow("/nodes/" + node + "/logs", query)) {
            byte[] some = new byte[8192];
            for (int read = lines.read(some); read >= 0; read = lines.read(some)) {
                System.out.write(some, 0, read);
                System.out.flush();
            }
        }
        return ExitCode.DONE;
    }
}
