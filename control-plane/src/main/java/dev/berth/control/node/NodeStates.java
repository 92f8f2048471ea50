package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.NODE_STATE;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.noCondition;

import dev.berth.control.tenant.Scope;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** The states of however many nodes, as the view {@code node_state} has them. */
public final class NodeStates {
    static final Table<Record> OF_NODES = NODE.join(NODE_STATE).on(NODE_STATE.NODE_ID.eq(NODE.NODE_ID));

    private static final Field<Integer> RANK = rank(NODE_STATE.STATE);

    private NodeStates() {}

    /** How many nodes of a network are in a state. */
    public record Count(String network, NodeState.Name state, int nodes) {}

    /** Where a node stands in the order of states. */
    public record Place(NodeState.Name state, NodeId node) {
        /** Parses what {@link #toString} wrote; throws IllegalArgumentException when it is nothing like that. */
        public static Place parse(String text) {
            int slash = Math.max(0, text.indexOf('/'));
            return new Place(NodeState.Name.valueOf(text.substring(0, slash)), NodeId.parse(text.substring(slash + 1)));
        }

        @Override
        public String toString() {
            return state + "/" + node;
        }
    }

    /** At most {@code limit} places behind {@code last}, in the order of states or the other way round; the newest first in each. */
    public static List<Place> list(
            DSLContext tx, Scope scope, Nodes.Filter filter, boolean down, @Nullable Place last, int limit) {
        return tx.select(NODE_STATE.STATE, NODE.NODE_ID)
                .from(OF_NODES)
                .where(scope.includes(NODE.TENANT_ID))
                .and(filter.condition())
                .and(last == null ? noCondition() : behind(last, down))
                .orderBy(down ? RANK.desc() : RANK.asc(), NODE.NODE_ID.desc())
                .limit(limit)
                .fetch(row -> new Place(NodeState.Name.valueOf(row.value1()), new NodeId(row.value2())));
    }

    private static Condition behind(Place last, boolean down) {
        Field<Integer> rank = rank(DSL.inline(last.state().name()));
        UUID node = last.node().value();
        return (down ? RANK.lt(rank) : RANK.gt(rank)).or(RANK.eq(rank).and(NODE.NODE_ID.lt(node)));
    }

    /** By network and state, of the nodes that are not gone. */
    public static List<Count> counts(DSLContext tx, Scope scope) {
        return tx.select(NODE.NETWORK, NODE_STATE.STATE, count())
                .from(OF_NODES)
                .where(scope.includes(NODE.TENANT_ID), NODE.GONE_AT.isNull())
                .groupBy(NODE.NETWORK, NODE_STATE.STATE)
                .orderBy(NODE.NETWORK, NODE_STATE.STATE)
                .fetch(row -> new Count(row.value1(), NodeState.Name.valueOf(row.value2()), row.value3()));
    }

    /** From 1 in the order of {@link NodeState.Name}. */
    private static Field<Integer> rank(Field<String> state) {
        String[] order = Stream.of(NodeState.Name.values()).map(Enum::name).toArray(String[]::new);
        return DSL.field("array_position({0}, {1})", Integer.class, DSL.inline(order), state);
    }
}
