package dev.berth.proxy.link;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one step after the other on a thread of its own. What is asked of it after the last step is not done. */
public final class StepThread {
    private static final Logger log = LoggerFactory.getLogger(StepThread.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor thread;

    public StepThread(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    public void next(Runnable step) {
        after(Duration.ZERO, step);
    }

    public void after(Duration wait, Runnable step) {
        try {
            var _ = thread.schedule(step, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.atDebug().log("a step came after the last");
        }
    }

    public void every(Duration pause, Runnable step) {
        var _ = thread.scheduleWithFixedDelay(step, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does what was asked of it before, then this, and no more. */
    public void last(Runnable step) {
        try {
            thread.submit(step).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.atWarn().setCause(e).log("the last step did not end well");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.shutdown();
    }
}
