package dev.berth.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.cli.client.ApiProblem;
import dev.berth.cli.client.ApiUnreachable;
import dev.berth.cli.client.BerthApi;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A tenant that makes nodes and deletes them again, some before they were ready, whether the API is there or not. */
final class NodeChurn implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final BerthApi tenant;
    private final String name;
    private final Random random;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private int made;

    private NodeChurn(BerthApi tenant, String name, long seed) {
        this.tenant = tenant;
        this.name = name;
        this.random = new Random(seed);
        this.thread = Thread.ofPlatform().name("node-churn").unstarted(this::run);
    }

    static NodeChurn start(BerthInstallation berth, String name, long seed) {
        var churn = new NodeChurn(berth.tenant(), name, seed);
        churn.thread.start();
        return churn;
    }

    private void run() {
        try {
            for (int i = 0; !closing.get(); i++) makeAndDelete(name + "-" + i, random.nextInt(3) > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | AssertionError e) {
            failure.set(e);
        }
    }

    private void makeAndDelete(String node, boolean whenReady) throws InterruptedException {
        JsonNode wanted =
                JsonNodeFactory.instance.objectNode().put("name", node).put("template", "anvil");
        insist(409, () -> tenant.create("/nodes", Map.of(), wanted)); // 409: an answer was lost, and it is made
        made++;
        await(node, whenReady ? "READY" : "");
        insist(404, () -> tenant.delete("/nodes/" + node, Map.of()));
        await(node, "DELETED");
    }

    /** Until the node is so; DELETED also when the API does not know it any more; nothing to wait for when empty. */
    private void await(String node, String state) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String seen = "";
        while (!state.isEmpty() && !seen.equals(state)) {
            if (System.nanoTime() > deadline) throw new AssertionError(node + " is " + seen + ", not " + state);
            TimeUnit.MILLISECONDS.sleep(200);
            try {
                seen = tenant.get("/nodes/" + node).path("state").asText();
            } catch (ApiProblem problem) {
                if (problem.status() == 404) seen = "DELETED";
                else if (problem.status() < 500) throw problem;
            } catch (ApiUnreachable notNow) {
                seen = "unknown";
            }
        }
    }

    /** Asks until it is answered well, or with a refusal that says that it was done before. */
    private static void insist(int doneBefore, Runnable ask) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (boolean repeated = false; ; repeated = true) {
            try {
                ask.run();
                return;
            } catch (ApiProblem problem) {
                if (problem.status() == doneBefore && repeated) return;
                if (problem.status() < 500 || System.nanoTime() > deadline) throw problem;
            } catch (ApiUnreachable notNow) {
                if (System.nanoTime() > deadline) throw notNow;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Fails when something went wrong, so that nobody waits for what will not come. */
    void goesOn() {
        Throwable wrong = failure.get();
        if (wrong != null) throw new IllegalStateException("the churn of nodes ended early", wrong);
    }

    /** Finishes with the node under way; gives how many were made. */
    int end() {
        close();
        goesOn();
        return made;
    }

    @Override
    public void close() {
        closing.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
