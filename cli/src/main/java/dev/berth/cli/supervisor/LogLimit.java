package dev.berth.cli.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of processes small: a file that has grown too long is copied to FILE.1 and emptied. Its writers append,
 * so they go on at the new end; lines written between copy and cut are lost.
 */
final class LogLimit implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LogLimit.class);
    private static final long LONGEST_BYTES = 20L << 20;
    private static final int LOOK_EVERY_SECONDS = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("log-limit").factory());

    private LogLimit() {}

    static LogLimit start(Path directory) {
        var limit = new LogLimit();
        var _ = limit.timer.scheduleWithFixedDelay(
                () -> cut(directory, LONGEST_BYTES), LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        return limit;
    }

    static void cut(Path directory, long longest) {
        try (var files = Files.newDirectoryStream(directory, "*.log")) {
            for (Path file : files) {
                if (Files.size(file) > longest) {
                    Path old = file.resolveSibling(file.getFileName() + ".1");
                    Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING);
                    FileChannel.open(file, StandardOpenOption.WRITE).truncate(0).close();
                }
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("directory", directory).setCause(e).log("logs were not cut");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
