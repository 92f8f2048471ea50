package dev.berth.control.endpoint;

import static dev.berth.migrations.schema.Tables.NETWORK;
import static org.jooq.impl.DSL.jsonbGetAttributeAsText;

import dev.berth.control.event.Actor;
import dev.berth.control.event.Events;
import dev.berth.control.event.NewEvent;
import dev.berth.control.event.Subject;
import dev.berth.control.secret.KeyText;
import java.time.Instant;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Makes keys of an endpoint: the first, further ones, and successors. */
public final class IssueKey {
    private final EndpointKeys keys;

    public IssueKey(EndpointKeys keys) {
        this.keys = keys;
    }

    /** A key that is asked for; {@code allowance} is of it alone, within its endpoint's. */
    public record Wish(String name, @Nullable Instant expiresAt, Allowance allowance) {
        static final Wish PLAIN = new Wish("", null, Allowance.UNLIMITED);
    }

    public KeyText issue(DSLContext tx, Endpoint endpoint, Wish wish, Actor actor) {
        var key = KeyText.random(environment(tx, endpoint.network()));
        keys.add(tx, endpoint, key, wish);
        record(tx, endpoint, key, "endpoint-key.created", "of endpoint " + endpoint.name(), actor);
        return key;
    }

    /** Makes {@code old}'s successor, which is allowed as much; the old one works for {@code overlapSeconds} more. */
    public KeyText rotate(DSLContext tx, Endpoint endpoint, EndpointKey old, int overlapSeconds, Actor actor) {
        var key = KeyText.random(environment(tx, endpoint.network()));
        keys.add(tx, endpoint, key, new Wish(old.name(), null, old.allowance()));
        keys.expireIn(tx, old.id(), overlapSeconds);
        record(tx, endpoint, key, "endpoint-key.rotated", old.id() + " works for " + overlapSeconds + " s more", actor);
        return key;
    }

    private static void record(DSLContext tx, Endpoint endpoint, KeyText key, String kind, String reason, Actor actor) {
        Events.record(tx, new NewEvent(endpoint.tenant(), actor, kind, Subject.of("endpoint-key", key.id()), reason));
    }

    private static KeyText.Environment environment(DSLContext tx, String network) {
        boolean testnet = tx.select(jsonbGetAttributeAsText(NETWORK.DEFINITION, "testnet"))
                .from(NETWORK)
                .where(NETWORK.NETWORK_.eq(network))
                .fetchSingle()
                .value1()
                .equals("true");
        return testnet ? KeyText.Environment.DEV : KeyText.Environment.LIVE;
    }
}
