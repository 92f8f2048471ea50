package dev.berth.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A process that does one thing, and says on its output what it did, or why it did not. */
final class ChildProcess {
    private ChildProcess() {}

    /** What it said; throws {@link CannotStart} with that when it did not end well. */
    static String run(ProcessBuilder builder, String otherwise) throws InterruptedException {
        try {
            Process process = builder.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = lastLines(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            if (process.waitFor() != 0) {
                throw new CannotStart(otherwise + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without what libraries log before. */
    private static String lastLines(String said) {
        return String.join(
                "\n",
                said.lines()
                        .filter(line -> !line.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T.*"))
                        .toList());
    }
}
