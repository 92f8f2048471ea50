package dev.berth.cli.command;

import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.UsageProblem;
import dev.berth.cli.local.CannotStart;
import dev.berth.cli.output.ExitCode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** All of the command: what runs Berth on this machine, and a noun for each resource of the API. */
@Command(
        name = "berth",
        description = "Nodes on hosts of your own, shared and dedicated, relayed and metered.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.DONE_TEXT,
            ExitCode.FAILED_TEXT,
            ExitCode.USAGE_TEXT,
            ExitCode.NOT_FOUND_TEXT,
            ExitCode.NOT_ALLOWED_TEXT,
            ExitCode.REFUSED_TEXT,
            ExitCode.UNREACHABLE_TEXT
        },
        footer = {
            "",
            "The API and the key are those of `berth up` here (.berth/quickstart.json), unless BERTH_API and",
            "BERTH_API_KEY_FILE (or BERTH_API_KEY) say otherwise. BERTH_DIR names another directory than .berth."
        })
public final class BerthCommand {
    private static final List<Class<?>> COMMANDS = List.of(
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            DashboardCommand.class,
            DoctorCommand.class,
            SupportBundleCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            NodesCommand.class,
            EndpointsCommand.class,
            CallsCommand.class,
            PoolsCommand.class,
            HostsCommand.class,
            AgentCommand.class,
            TemplatesCommand.class,
            NetworksCommand.class,
            TenantsCommand.class,
            MembersCommand.class,
            ApiKeysCommand.class,
            RequestsCommand.class,
            LeasesCommand.class,
            PoliciesCommand.class,
            AccountsCommand.class,
            UsageCommand.class,
            TrafficCommand.class,
            SpendCommand.class,
            PricesCommand.class,
            ExportCommand.class,
            EventsCommand.class,
            WebhooksCommand.class,
            LogsCommand.class,
            OperationsCommand.class,
            ProxiesCommand.class,
            OverviewCommand.class,
            PlatformCommand.class,
            WhoAmICommand.class,
            SuperviseCommand.class,
            RehearseCommand.class);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show what can be said here")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    private BerthCommand() {}

    /** Builds only the command that is meant, if it is clear which: to build all of them takes longer than most take to run. */
    public static int run(String... arguments) {
        List<Class<?>> meant = COMMANDS.stream()
                .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
                .toList();
        return commandLine(meant.isEmpty() ? COMMANDS : meant).execute(arguments);
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** With all that can be said. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        var line = new CommandLine(new BerthCommand());
        commands.forEach(line::addSubcommand);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((failure, _) -> explain(failure));
        line.setExecutionExceptionHandler((failure, command, _) -> explain(failure, command.getErr()));
        return line;
    }

    /** What is wrong, and where help is; where a command is missing, the commands that there are. */
    private static int explain(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(failure.getMessage());
        if (command.getSubcommands().isEmpty()) {
            err.println("See `" + command.getCommandSpec().qualifiedName() + " --help`.");
        } else if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            command.usage(err);
        }
        return ExitCode.USAGE;
    }

    private static int explain(Exception failure, PrintWriter err) {
        return switch (failure) {
            case ApiProblem problem -> {
                err.println(problem.getMessage());
                problem.wrongFields().forEach(field -> err.println("  " + field));
                if (!problem.requestId().isEmpty()) {
                    err.println("  (request " + problem.requestId() + ")");
                }
                yield ExitCode.ofStatus(problem.status());
            }
            case ApiUnreachable unreachable -> said(unreachable, err, ExitCode.UNREACHABLE);
            case UsageProblem usage -> said(usage, err, ExitCode.USAGE);
            case CannotStart cannot -> said(cannot, err, ExitCode.FAILED);
            case UncheckedIOException io -> said(io, err, ExitCode.FAILED);
            default -> {
                failure.printStackTrace(err);
                yield ExitCode.FAILED;
            }
        };
    }

    private static int said(Exception failure, PrintWriter err, int exitCode) {
        err.println(failure.getMessage());
        return exitCode;
    }
}
