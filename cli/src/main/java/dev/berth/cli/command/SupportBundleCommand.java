package dev.berth.cli.command;

import dev.berth.cli.client.ApiAccess.Holder;
import dev.berth.cli.local.LocalBerth;
import dev.berth.cli.output.ExitCode;
import dev.berth.cli.support.SupportBundle;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Collects what helps somebody else to understand this Berth. */
@Command(
        name = "support-bundle",
        description = {
            "Collect versions, settings, the doctor's report, ends of logs, events, states and metrics into one"
                    + " archive.",
            "Secrets are taken out of all texts; names of tenants, hosts and nodes are in it."
        })
final class SupportBundleCommand implements Callable<Integer> {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'berth-support-'yyyyMMdd'T'HHmmss'Z.zip'")
            .withZone(ZoneOffset.UTC);

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to; made here by the time when absent")
    private @Nullable Path file;

    @Override
    public Integer call() {
        Path target = file == null ? Path.of(NAME.format(Instant.now())) : file;
        var berth = LocalBerth.fromEnvironment(System.getenv());
        var missing = new SupportBundle(berth).into(target, new ApiCall().api(Holder.OPERATOR));
        System.out.println(target.toAbsolutePath());
        missing.forEach(problem -> System.out.println("  without " + problem));
        return ExitCode.DONE;
    }
}
