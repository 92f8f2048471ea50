package dev.berth.cli.command;

import dev.berth.cli.output.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Whose key the command uses. */
@Command(name = "whoami", description = "Whose key this is")
final class WhoAmICommand implements Callable<Integer> {
    @Mixin
    private ApiCall call = new ApiCall();

    @Override
    public Integer call() {
        call.console().show(call.api().get("/me"));
        return ExitCode.DONE;
    }
}
