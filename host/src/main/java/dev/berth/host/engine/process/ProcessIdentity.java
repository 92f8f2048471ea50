package dev.berth.host.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One process and no other: a pid may come again, but not with the same start in the same boot. */
record ProcessIdentity(long pid, long startTicks, String boot) {

    /** The process that has this pid now. */
    static Optional<ProcessIdentity> of(long pid) {
        return ProcStat.read(pid).map(stat -> new ProcessIdentity(pid, stat.startTicks(), bootNow()));
    }

    boolean alive() {
        return boot.equals(bootNow())
                && ProcStat.read(pid)
                        .filter(stat -> stat.startTicks() == startTicks && !stat.zombie())
                        .isPresent();
    }

    /** Whether its pid is another process's now. */
    boolean replaced() {
        return !boot.equals(bootNow())
                || ProcStat.read(pid)
                        .filter(stat -> stat.startTicks() != startTicks)
                        .isPresent();
    }

    private static String bootNow() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException none) {
            return "";
        }
    }
}
