package dev.berth.control.webhook;

import dev.berth.control.database.Database;
import dev.berth.control.secret.MasterKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells webhooks of events. A pass takes what is due and begins to send it, each delivery on its own; one that is not heard is due
 * again later, under the same id. Several control planes share the work.
 */
public final class DeliverEvents implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeliverEvents.class);
    private static final int MOST_AT_ONCE = 100;
    private static final Duration TIDY_EACH = Duration.ofHours(1);

    private final Database database;
    private final Deliveries deliveries;
    private final SendDelivery sendDelivery;
    private final AtomicInteger underWay = new AtomicInteger();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("webhook-", 0).factory());
    private Instant tidied = Instant.EPOCH;

    public DeliverEvents(Database database, MasterKey masterKey, SendDelivery sendDelivery) {
        this.database = database;
        this.deliveries = new Deliveries(new Webhooks(masterKey));
        this.sendDelivery = sendDelivery;
    }

    public void run() {
        int room = MOST_AT_ONCE - underWay.get();
        if (room <= 0) return;
        List<DueDelivery> due = database.asPlatform(tx -> {
            Instant now = Database.now(tx);
            if (Duration.between(tidied, now).compareTo(TIDY_EACH) >= 0) {
                Deliveries.forget(tx);
                tidied = now;
            }
            return deliveries.claim(tx, room);
        });
        for (DueDelivery delivery : due) {
            underWay.incrementAndGet();
            threads.execute(() -> {
                try {
                    tell(delivery);
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("delivery", delivery.id())
                            .addKeyValue("reason", String.valueOf(e.getMessage()))
                            .log("what came of a delivery was not noted, it is tried again");
                } finally {
                    underWay.decrementAndGet();
                }
            });
        }
    }

    /** Sends a delivery that tells of nothing, once, and says what came of it. */
    public Delivery test(Webhook webhook) {
        DueDelivery delivery = database.asPlatform(tx -> deliveries.test(tx, webhook));
        tell(delivery);
        return database.asPlatform(tx -> Deliveries.find(tx, delivery.id()));
    }

    private void tell(DueDelivery delivery) {
        Instant now = database.asPlatform(Database::now);
        DueDelivery.Outcome outcome = sendDelivery.send(delivery, now);
        database.doAsPlatform(tx -> Deliveries.tried(tx, delivery, outcome));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
