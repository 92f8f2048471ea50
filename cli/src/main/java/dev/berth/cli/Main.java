package dev.berth.cli;

import dev.berth.cli.command.BerthCommand;

/** The `berth` command. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(BerthCommand.run(arguments));
    }
}
