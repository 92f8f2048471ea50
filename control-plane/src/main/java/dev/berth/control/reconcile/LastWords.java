package dev.berth.control.reconcile;

import dev.berth.host.agent.HostAgent;
import dev.berth.host.engine.EngineUnavailable;
import dev.berth.host.engine.UnitName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a unit said before it ended. Its host answered a moment ago and may hang by now: no pass waits for that, and nothing is known then. */
final class LastWords {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private LastWords() {}

    static String of(@Nullable HostAgent host, UnitName unit) {
        if (host == null) return "";
        var said = new CompletableFuture<List<String>>();
        Thread reader = Thread.ofVirtual().name("last-words").start(() -> {
            try {
                said.complete(host.lastWords(unit));
            } catch (RuntimeException failed) {
                said.completeExceptionally(failed);
            }
        });
        try {
            return String.join("\n", said.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineUnavailable) return "";
            throw new IllegalStateException("the last words of " + unit + " were not read", failed.getCause());
        } catch (TimeoutException slow) {
            reader.interrupt();
            return "";
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
