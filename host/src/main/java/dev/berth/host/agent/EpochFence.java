package dev.berth.host.agent;

import dev.berth.host.disk.JsonFile;
import dev.berth.host.engine.FailPoint;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The highest epoch of a control plane that this host has heard, kept on disk: who speaks for a lower one is refused. */
final class EpochFence {
    private final JsonFile<Long> file;
    private final FailPoint.Trap failPoint;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private volatile long held;

    EpochFence(Path file, FailPoint.Trap failPoint) {
        this.failPoint = failPoint;
        this.file = new JsonFile<>(file, Long.class);
        this.held = this.file.read().orElse(0L);
    }

    /** The epoch that is held after {@code came} has spoken; higher than {@code came} when it is stale. */
    synchronized long admit(long came) {
        if (came > held) {
            failPoint.reach(FailPoint.BEFORE_EPOCH);
            file.write(came);
            failPoint.reach(FailPoint.AFTER_EPOCH);
            held = came;
        }
        return held;
    }

    /** Admits, and returns once nobody who was let in for a lower epoch is inside any more. */
    void admitAlone(long came) {
        if (came <= held) return;
        gate.writeLock().lock();
        try {
            admit(came);
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Admits, and lets in until the pass is closed: to be asked whether the epoch was stale before anything is done. */
    Pass enter(long came) {
        gate.readLock().lock();
        try {
            return new Pass(admit(came), gate.readLock()::unlock);
        } catch (RuntimeException unwritable) {
            gate.readLock().unlock();
            throw unwritable;
        }
    }

    /** @param held the epoch that is held meanwhile, unless a higher one enters as well */
    record Pass(long held, Runnable leave) implements AutoCloseable {
        @Override
        public void close() {
            leave.run();
        }
    }
}
