package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.APPROVAL;
import static dev.berth.migrations.schema.Tables.OFFER;
import static dev.berth.migrations.schema.Tables.REQUEST;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.noCondition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.berth.control.database.JsonColumns;
import dev.berth.control.event.Actor;
import dev.berth.control.node.NodeId;
import dev.berth.control.placement.Placement;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.schema.tables.records.RequestRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.types.DayToSecond;
import org.jspecify.annotations.Nullable;

/** Requests as stored, with their approvals and the offers made to them. */
public final class Requests {
    private Requests() {}

    /** What was decided about a request. */
    public record Approval(boolean approved, String decidedBy, String reason, String termsHash, Instant decidedAt) {}

    public static Optional<Request> find(DSLContext tx, Scope scope, RequestId id) {
        return fetch(tx, REQUEST.REQUEST_ID.eq(id.value()).and(scope.includes(REQUEST.TENANT_ID)), 1).stream()
                .findFirst();
    }

    /** At most {@code limit} requests that are older than {@code before}, the newest first; {@code state} null means any. */
    public static List<Request> before(
            DSLContext tx, Scope scope, Request.@Nullable State state, Optional<RequestId> before, int limit) {
        Condition older = before.map(id -> REQUEST.REQUEST_ID.lt(id.value())).orElse(noCondition());
        Condition inState = state == null ? noCondition() : REQUEST.STATE.eq(column(state));
        return fetch(tx, scope.includes(REQUEST.TENANT_ID).and(older).and(inState), limit);
    }

    /** The last request for each of these nodes. */
    public static Map<NodeId, Request> latest(DSLContext tx, Collection<NodeId> nodes) {
        var latest = new HashMap<NodeId, Request>();
        var ids = nodes.stream().map(NodeId::value).toList();
        fetch(tx, REQUEST.NODE_ID.in(ids), Integer.MAX_VALUE)
                .forEach(request -> latest.putIfAbsent(request.node(), request));
        return latest;
    }

    public static List<Approval> approvals(DSLContext tx, RequestId request) {
        return tx.selectFrom(APPROVAL)
                .where(APPROVAL.REQUEST_ID.eq(request.value()))
                .orderBy(APPROVAL.DECIDED_AT)
                .fetch(row -> new Approval(
                        row.getDecision().equals("approved"),
                        row.getDecidedBy(),
                        row.getReason(),
                        row.getTermsHash(),
                        row.getDecidedAt()));
    }

    /** Writes a request that is pending for that reason, and expires when nobody decides in time. */
    public static Request open(
            DSLContext tx,
            TenantId tenant,
            NodeId node,
            Terms terms,
            Actor createdBy,
            Duration decidedWithin,
            @Nullable String reason) {
        return request(tx.insertInto(REQUEST)
                .set(REQUEST.TENANT_ID, tenant.value())
                .set(REQUEST.NODE_ID, node.value())
                .set(REQUEST.TERMS, JsonColumns.jsonb(terms))
                .set(REQUEST.TERMS_HASH, terms.hash())
                .set(REQUEST.STATE, column(Request.State.PENDING))
                .set(REQUEST.CREATED_BY, createdBy.text())
                .set(REQUEST.REASON, reason)
                .set(REQUEST.EXPIRES_AT, currentInstant().plus(DayToSecond.valueOf(decidedWithin)))
                .returning()
                .fetchSingle());
    }

    static Optional<Request> lock(DSLContext tx, RequestId id) {
        return tx.selectFrom(REQUEST)
                .where(REQUEST.REQUEST_ID.eq(id.value()))
                .forNoKeyUpdate()
                .fetchOptional(Requests::request);
    }

    /** Writes other terms into a request that nobody has decided about yet. */
    static Request rewrite(DSLContext tx, RequestId id, Terms terms) {
        return request(tx.update(REQUEST)
                .set(REQUEST.TERMS, JsonColumns.jsonb(terms))
                .set(REQUEST.TERMS_HASH, terms.hash())
                .where(REQUEST.REQUEST_ID.eq(id.value()))
                .returning()
                .fetchSingle());
    }

    /** Pending requests; locked, without those that somebody decides just now. */
    static List<Request> lockPending(DSLContext tx) {
        return tx.selectFrom(REQUEST)
                .where(REQUEST.STATE.eq(column(Request.State.PENDING)))
                .orderBy(REQUEST.REQUEST_ID)
                .forNoKeyUpdate()
                .skipLocked()
                .fetch(Requests::request);
    }

    static void move(DSLContext tx, RequestId id, Request.State state, @Nullable String reason) {
        tx.update(REQUEST)
                .set(REQUEST.STATE, column(state))
                .set(REQUEST.REASON, reason)
                .where(REQUEST.REQUEST_ID.eq(id.value()))
                .execute();
    }

    /** Writes what was decided. */
    public static void decide(DSLContext tx, Request request, boolean approved, Actor by, String reason) {
        tx.insertInto(APPROVAL)
                .set(APPROVAL.REQUEST_ID, request.id().value())
                .set(APPROVAL.TENANT_ID, request.tenant().value())
                .set(APPROVAL.TERMS_HASH, request.termsHash())
                .set(APPROVAL.DECISION, approved ? "approved" : "rejected")
                .set(APPROVAL.DECIDED_BY, by.text())
                .set(APPROVAL.REASON, reason)
                .execute();
    }

    /** What hosts answered; over what they answered before, when the request is placed again. */
    static void offers(DSLContext tx, RequestId request, List<Placement.Offer> offers) {
        var answers = new HashMap<String, Object>();
        for (Placement.Offer offer : offers)
            answers.put(
                    offer.hostName(),
                    offer.refusal().<Object>map(why -> why).orElseGet(() -> Math.round(offer.score() * 1e4) / 1e4));
        tx.insertInto(OFFER)
                .set(OFFER.REQUEST_ID, request.value())
                .set(OFFER.ANSWERS, JsonColumns.jsonb(answers))
                .onConflict(OFFER.REQUEST_ID)
                .doUpdate()
                .set(OFFER.ANSWERS, JsonColumns.jsonb(answers))
                .set(OFFER.OFFERED_AT, currentInstant())
                .execute();
    }

    /** What hosts answered, by their names: how well it fits, or why it does not. Empty until it was put to them. */
    public static JsonNode offers(DSLContext tx, RequestId request) {
        return tx.select(OFFER.ANSWERS)
                .from(OFFER)
                .where(OFFER.REQUEST_ID.eq(request.value()))
                .fetchOptional(row -> JsonColumns.tree(row.value1()))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static List<Request> fetch(DSLContext tx, Condition condition, int limit) {
        return tx.selectFrom(REQUEST)
                .where(condition)
                .orderBy(REQUEST.REQUEST_ID.desc())
                .limit(limit)
                .fetch(Requests::request);
    }

    private static String column(Request.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Request request(RequestRecord row) {
        return new Request(
                new RequestId(row.getRequestId()),
                new TenantId(row.getTenantId()),
                new NodeId(row.getNodeId()),
                JsonColumns.read(row.getTerms(), Terms.class),
                row.getTermsHash(),
                Request.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getReason()),
                row.getCreatedBy(),
                row.getCreatedAt(),
                Optional.ofNullable(row.getExpiresAt()));
    }
}
