package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.NETWORK;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.select;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/** Adds a version to a network's price table, in force from a time that is still to come. */
public final class AddPrices {
    private AddPrices() {}

    /** What came of it. */
    public sealed interface Outcome {
        record Added(PriceTable table) implements Outcome {}

        /** Nothing was added; every field that is wrong is named. */
        record Wrong(List<WrongPrice> fields) implements Outcome {}
    }

    /** In a transaction that sees everything: prices are the platform's. */
    public static Outcome add(DSLContext tx, PriceWish wish, Actor actor) {
        lock(tx, wish.network());
        Optional<PriceTable> newest = PriceTables.newest(tx, wish.network());
        Instant now = tx.fetchSingle(select(currentInstant())).value1();
        List<WrongPrice> wrong = PriceCheck.of(wish, PriceCheck.Known.of(tx, wish.network()), newest, now);
        if (!wrong.isEmpty()) return new Outcome.Wrong(wrong);
        PriceTable added = PriceTables.add(
                tx,
                wish.network(),
                newest.map(PriceTable::version).orElse(0) + 1,
                wish.validFrom(),
                wish.currency(),
                wish.tariff(),
                actor.text());
        Events.record(
                tx,
                new NewEvent(
                        null,
                        actor,
                        "prices.added",
                        Subject.of("prices", added.id()),
                        added.network() + " version " + added.version() + ", from " + added.validFrom()));
        return new Outcome.Added(added);
    }

    /** One at a time for a network, so that version and order hold. */
    private static void lock(DSLContext tx, String network) {
        tx.select(NETWORK.NETWORK_)
                .from(NETWORK)
                .where(NETWORK.NETWORK_.eq(network))
                .forUpdate()
                .fetch();
    }
}
