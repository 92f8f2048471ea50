package dev.berth.proxy;

import dev.berth.proxy.listen.Door;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy's event loops and what runs on them. Closing stops what was started last first, and lets it drain. */
final class EventLoops implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLoops.class);
    private static final int START_WITHIN_SECONDS = 20;
    private static final int STOP_WITHIN_SECONDS = 12;

    private final Vertx vertx;
    private final int count;
    private final List<String> deployed = new ArrayList<>();

    EventLoops(int count, Door door) {
        this.count = count;
        this.vertx = door.vertx(new VertxOptions().setEventLoopPoolSize(count));
    }

    Vertx vertx() {
        return vertx;
    }

    /** Starts one on every loop. */
    void startOnEach(Supplier<? extends Deployable> each) throws IOException {
        start(each, count);
    }

    void startOne(Supplier<? extends Deployable> one) throws IOException {
        start(one, 1);
    }

    private void start(Supplier<? extends Deployable> what, int instances) throws IOException {
        try {
            deployed.add(vertx.deployVerticle(what, new DeploymentOptions().setInstances(instances))
                    .await(START_WITHIN_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            throw new IOException("did not start within " + START_WITHIN_SECONDS + " s", e);
        }
    }

    @Override
    public void close() {
        for (String deployment : deployed.reversed()) await(vertx.undeploy(deployment));
        await(vertx.close());
    }

    private static void await(Future<?> end) {
        try {
            end.await(STOP_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | RuntimeException e) {
            log.atWarn().setCause(e).log("a part of the proxy did not stop cleanly");
        }
    }
}
