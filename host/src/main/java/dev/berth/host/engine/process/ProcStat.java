package dev.berth.host.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What /proc/PID/stat says of a process; times are in ticks of 1/100 s. */
record ProcStat(char state, long session, long cpuTicks, long threads, long startTicks, long residentPages) {
    static final long NANOS_PER_TICK = 10_000_000;
    static final long PAGE_BYTES = 4096;

    static Optional<ProcStat> read(long pid) {
        try {
            return Optional.of(parse(Files.readString(Path.of("/proc", Long.toString(pid), "stat"))));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The second field is the program's name in brackets and may hold anything, brackets too. */
    static ProcStat parse(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcStat(
                fields[0].charAt(0),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                Long.parseLong(fields[17]),
                Long.parseLong(fields[19]),
                Long.parseLong(fields[21]));
    }

    boolean zombie() {
        return state == 'Z' || state == 'X';
    }
}
