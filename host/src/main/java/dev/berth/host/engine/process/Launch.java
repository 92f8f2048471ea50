package dev.berth.host.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts a unit: a session of its own, limits, an unprivileged user without a way back, then the unit's
 * argv. Each part replaces itself by the next, so that pid and signals are the unit's own.
 */
final class Launch {
    private Launch() {}

    static List<String> command(UnitRecord unit) throws IOException {
        int openFiles = unit.user().isPresent() ? unit.openFiles() : Math.min(unit.openFiles(), hardLimit());
        var command = new ArrayList<String>(List.of("/usr/bin/setsid", "/usr/bin/prlimit"));
        command.add("--nofile=" + openFiles + ":" + openFiles);
        command.add("--core=0:0");
        unit.user().ifPresent(_ -> command.add("--nproc=" + unit.pids() + ":" + unit.pids()));
        command.addAll(List.of("--", "/usr/bin/setpriv", "--no-new-privs"));
        unit.user()
                .ifPresent(uid -> command.addAll(List.of(
                        "--reuid=" + uid,
                        "--regid=" + uid,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--bounding-set=-all")));
        command.add("--");
        command.addAll(unit.argv());
        return command;
    }

    /** What an ordinary user cannot go beyond. */
    private static int hardLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (!line.startsWith("Max open files")) continue;
            String hard = line.substring("Max open files".length()).strip().split("\\s+", -1)[1];
            return hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard);
        }
        throw new IOException("/proc/self/limits: no line \"Max open files\"");
    }
}
