package dev.berth.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for SIGTERM or SIGINT, and keeps the JVM from ending until everything that was opened is closed. */
final class Shutdown {
    private static final Duration CLOSING = Duration.ofSeconds(20);
    private static final CountDownLatch ASKED = new CountDownLatch(1);
    private static final CountDownLatch DONE = new CountDownLatch(1);

    private Shutdown() {}

    /** Returns when the process was asked to end. The caller closes what it opened, then calls {@link #done}. */
    static void await() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(Shutdown::ask, "shutdown"));
        ASKED.await();
    }

    static void done() {
        DONE.countDown();
    }

    private static void ask() {
        ASKED.countDown();
        try {
            if (!DONE.await(CLOSING.toSeconds(), TimeUnit.SECONDS))
                Runtime.getRuntime().halt(1);
        } catch (InterruptedException _) {
            Runtime.getRuntime().halt(1);
        }
    }
}
