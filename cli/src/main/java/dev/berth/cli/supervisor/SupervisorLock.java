package dev.berth.cli.supervisor;

import dev.berth.cli.installation.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The lock that makes one supervisor the only one of its installation; the kernel gives it back when its holder dies. */
public final class SupervisorLock implements AutoCloseable {
    private final FileChannel channel;

    @SuppressWarnings("unused") // a lock is held as long as it is reachable
    private final FileLock held;

    private SupervisorLock(FileChannel channel, FileLock held) {
        this.channel = channel;
        this.held = held;
    }

    /** Empty when another process holds it. */
    public static Optional<SupervisorLock> tryTake(Installation installation) {
        try {
            installation.run();
            FileChannel channel =
                    FileChannel.open(installation.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new SupervisorLock(channel, lock));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + installation.lockFile(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
