package dev.berth.control;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An idempotent task without arguments that runs on a timer and on a nudge, never twice at once. */
final class BackgroundTask implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTask.class);

    private final Runnable task;
    private final Duration period;
    private final Semaphore nudges = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    private BackgroundTask(String name, Duration period, Runnable task) {
        this.task = task;
        this.period = period;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    static BackgroundTask start(String name, Duration period, Runnable task) {
        var background = new BackgroundTask(name, period, task);
        background.thread.start();
        return background;
    }

    void nudge() {
        nudges.release();
    }

    private void run() {
        while (!closed) {
            try {
                task.run();
            } catch (RuntimeException e) {
                if (closed) return;
                LOG.atWarn()
                        .addKeyValue("task", Thread.currentThread().getName())
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("a run broke off, the next one repeats it");
            }
            try {
                if (nudges.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS)) nudges.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
