package dev.berth.control.advice;

import static dev.berth.migrations.schema.Tables.NODE_ADVICE;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.node.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** Advice as stored: one of each kind for a unit. */
public final class Advices {
    private Advices() {}

    /** Advice, and when it was given last. */
    public record Given(Advice advice, Instant at) {}

    public static Map<NodeId, List<Given>> of(DSLContext tx, Collection<NodeId> nodes) {
        var given = new HashMap<NodeId, List<Given>>();
        tx.selectFrom(NODE_ADVICE)
                .where(NODE_ADVICE.NODE_ID.in(nodes.stream().map(NodeId::value).toList()))
                .orderBy(NODE_ADVICE.GIVEN_AT)
                .forEach(row -> given.computeIfAbsent(new NodeId(row.getNodeId()), _ -> new ArrayList<>())
                        .add(new Given(
                                new Advice(
                                        Advice.Code.valueOf(row.getCode()),
                                        row.getUnit(),
                                        row.getAdvice(),
                                        Optional.ofNullable(row.getSize())),
                                row.getGivenAt())));
        return given;
    }

    /** What was advised of a unit that was killed, if it was. */
    public static Optional<String> afterUncleanShutdown(DSLContext tx, NodeId node, String unit) {
        return tx.select(NODE_ADVICE.ADVICE)
                .from(NODE_ADVICE)
                .where(
                        NODE_ADVICE.NODE_ID.eq(node.value()),
                        NODE_ADVICE.UNIT.eq(unit),
                        NODE_ADVICE.CODE.eq(Advice.Code.UNCLEAN_SHUTDOWN.name()))
                .fetchOptional(NODE_ADVICE.ADVICE);
    }

    /** Whether it is news. */
    public static boolean give(DSLContext tx, NodeId node, Advice advice) {
        boolean known = tx.update(NODE_ADVICE)
                        .set(NODE_ADVICE.GIVEN_AT, currentInstant())
                        .set(NODE_ADVICE.ADVICE, advice.text())
                        .set(NODE_ADVICE.SIZE, advice.size().orElse(null))
                        .where(
                                NODE_ADVICE.NODE_ID.eq(node.value()),
                                NODE_ADVICE.UNIT.eq(advice.unit()),
                                NODE_ADVICE.CODE.eq(advice.code().name()))
                        .execute()
                > 0;
        if (!known)
            tx.insertInto(NODE_ADVICE)
                    .set(NODE_ADVICE.NODE_ID, node.value())
                    .set(NODE_ADVICE.UNIT, advice.unit())
                    .set(NODE_ADVICE.CODE, advice.code().name())
                    .set(NODE_ADVICE.ADVICE, advice.text())
                    .set(NODE_ADVICE.SIZE, advice.size().orElse(null))
                    .execute();
        return !known;
    }

    /** The node is ready again: its units have got over their ends. */
    public static void gotOverShutdowns(DSLContext tx, NodeId node) {
        tx.deleteFrom(NODE_ADVICE)
                .where(NODE_ADVICE.NODE_ID.eq(node.value()), NODE_ADVICE.CODE.eq(Advice.Code.UNCLEAN_SHUTDOWN.name()))
                .execute();
    }

    /** Nothing of the node is left. */
    public static void forget(DSLContext tx, NodeId node) {
        tx.deleteFrom(NODE_ADVICE).where(NODE_ADVICE.NODE_ID.eq(node.value())).execute();
    }
}
