package dev.berth.host.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Processes found by the mark that their unit left in their environment, which children inherit. */
record MarkedProcesses(String instance) {
    static final String VARIABLE = "BERTH_UNIT";

    String mark(String unit) {
        return instance + "/" + unit;
    }

    /** All living processes of a unit, the unit's own and those that it started. */
    List<ProcessHandle> of(String unit) {
        byte[] wanted = (VARIABLE + "=" + mark(unit)).getBytes(StandardCharsets.UTF_8);
        return ProcessHandle.allProcesses()
                .filter(process -> marked(process.pid(), wanted))
                .toList();
    }

    /**
     * All living processes of the session that this process led, which is how those are found that cleared their environment.
     * None when the pid has come to another process since.
     */
    static List<ProcessHandle> session(ProcessIdentity leader) {
        if (leader.replaced()) return List.of();
        return ProcessHandle.allProcesses()
                .filter(process -> ProcStat.read(process.pid())
                        .filter(stat -> stat.session() == leader.pid())
                        .isPresent())
                .toList();
    }

    /** The unit's own process: the one that leads the session which {@code setsid} made. */
    Optional<ProcessIdentity> leader(String unit) {
        return of(unit).stream()
                .map(ProcessHandle::pid)
                .filter(pid -> ProcStat.read(pid)
                        .filter(stat -> stat.session() == pid && !stat.zombie())
                        .isPresent())
                .findFirst()
                .flatMap(ProcessIdentity::of);
    }

    private static boolean marked(long pid, byte[] wanted) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return contains(environment, wanted);
        } catch (IOException notOursOrGone) {
            return false;
        }
    }

    /** Whether one of the NUL-ended entries is exactly the wanted one. */
    private static boolean contains(byte[] environment, byte[] wanted) {
        int start = 0;
        for (int i = 0; i <= environment.length; i++) {
            if (i < environment.length && environment[i] != 0) continue;
            if (java.util.Arrays.equals(environment, start, i, wanted, 0, wanted.length)) return true;
            start = i + 1;
        }
        return false;
    }
}
