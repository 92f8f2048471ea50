package dev.berth.control.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.Database;
import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.lease.Placements;
import dev.berth.control.node.NodeRefusal;
import dev.berth.control.node.OrderCheck;
import dev.berth.control.placement.Constraints;
import dev.berth.control.template.StoredTemplate;
import dev.berth.control.template.Template;
import dev.berth.control.template.TemplateHash;
import dev.berth.control.template.Templates;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Creates a pool: writes what is wanted; its members are made by {@link KeepPools}. */
public final class CreatePool {
    private final Database database;
    private final Templates templates;
    private final Runnable nudge;

    public CreatePool(Database database, Templates templates, Runnable nudge) {
        this.database = database;
        this.templates = templates;
        this.nudge = nudge;
    }

    /** A pool as somebody asks for it; null as in a node's order. */
    public record Order(
            String name,
            String template,
            @Nullable TemplateHash version,
            @Nullable String network,
            @Nullable String size,
            Map<String, JsonNode> parameters,
            Constraints constraints,
            int wantedSize,
            Actor requestedBy) {
        public Order {
            parameters = Map.copyOf(parameters);
        }
    }

    /** What came of an order. */
    public sealed interface Outcome {
        record Created(Pool pool) implements Outcome {}

        record Refused(NodeRefusal refusal) implements Outcome {}
    }

    public Outcome create(Order order) {
        Outcome outcome = Placements.alone(database, tx -> create(tx, order));
        if (outcome instanceof Outcome.Created) nudge.run();
        return outcome;
    }

    /** As {@link #create(Order)}, in a transaction of {@link Placements}; whoever commits it nudges. */
    public Outcome create(DSLContext tx, Order order) {
        if (Pools.named(tx, order.name()).isPresent())
            return new Outcome.Refused(new NodeRefusal.NameTaken(order.name()));
        var wish = new OrderCheck.Wish(
                order.template(),
                order.version(),
                order.network(),
                order.size(),
                order.parameters(),
                Template.Kind.SHARED,
                Template.Role.NODE);
        return switch (OrderCheck.of(tx, templates, wish)) {
            case OrderCheck.Checked.Refused(var refusal) -> new Outcome.Refused(refusal);
            case OrderCheck.Checked.Fits fits -> create(tx, order, fits);
        };
    }

    private Outcome create(DSLContext tx, Order order, OrderCheck.Checked.Fits fits) {
        Template template = fits.template().template();
        Optional<TemplateHash> driver = Optional.empty();
        if (template.driver() != null) {
            var wish = new OrderCheck.Wish(
                    template.driver().template(),
                    null,
                    fits.network(),
                    null,
                    Map.of(),
                    Template.Kind.SHARED,
                    Template.Role.DRIVER);
            switch (OrderCheck.of(tx, templates, wish)) {
                case OrderCheck.Checked.Refused(var refusal) -> {
                    return new Outcome.Refused(refusal);
                }
                case OrderCheck.Checked.Fits(StoredTemplate found, var _, var _, var _, var _) ->
                    driver = Optional.of(found.hash());
            }
        }
        Pool pool = Pools.insert(
                tx,
                new NewPool(
                        order.name(),
                        fits.network(),
                        fits.template().hash(),
                        driver,
                        fits.sizeName(),
                        fits.parameters(),
                        order.constraints(),
                        template.replication(),
                        order.wantedSize()));
        Events.record(
                tx,
                new NewEvent(
                        null,
                        order.requestedBy(),
                        "pool.created",
                        Subject.of("pool", pool.id()),
                        pool.name() + ", " + pool.wantedSize() + " members of " + template.name()));
        return new Outcome.Created(pool);
    }
}
