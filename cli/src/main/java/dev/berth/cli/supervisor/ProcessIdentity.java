package dev.berth.cli.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that is not confused with a later one of the same number: its pid and its start in ticks since boot. */
public record ProcessIdentity(long pid, long startTicks) {
    private static final int STATE_AFTER_NAME = 0;
    private static final int START_AFTER_NAME = 19;

    /** The process that the line of /proc/PID/stat describes; empty when it has ended and only waits to be reaped. */
    static Optional<ProcessIdentity> fromStat(String line) {
        int nameEnd = line.lastIndexOf(')'); // the name before it may hold blanks and parentheses
        int nameStart = line.indexOf('(');
        if (nameStart < 1 || nameEnd < 0) {
            return Optional.empty();
        }
        List<String> fields = List.of(line.substring(nameEnd + 1).strip().split(" ", -1));
        if (fields.size() <= START_AFTER_NAME || fields.get(STATE_AFTER_NAME).matches("[ZX]")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(line.substring(0, nameStart).strip());
        return Optional.of(new ProcessIdentity(pid, Long.parseLong(fields.get(START_AFTER_NAME))));
    }

    static Optional<ProcessIdentity> ofLive(long pid) {
        try {
            return fromStat(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return ofLive(pid).filter(this::equals).isPresent();
    }

    /** Sends the signal, for example "TERM", unless the process has ended. */
    public void signal(String name) {
        if (!isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal process " + pid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
