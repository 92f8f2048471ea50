package dev.berth.host.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the machine under a host has, read now. */
record Machine(String architecture, int cpuMillis, long memoryBytes) {
    static Machine read() {
        try {
            return new Machine(
                    System.getProperty("os.arch"),
                    java.lang.Runtime.getRuntime().availableProcessors() * 1000,
                    memory());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long memory() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo")))
            if (line.startsWith("MemTotal:")) return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        throw new IOException("/proc/meminfo: no MemTotal");
    }
}
