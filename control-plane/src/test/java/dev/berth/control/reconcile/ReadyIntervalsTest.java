package dev.berth.control.reconcile;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.control.node.PlatformInTest.order;
import static dev.berth.migrations.schema.Tables.READY_INTERVAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.lease.LeaseId;
import dev.berth.control.lease.Leases;
import dev.berth.control.ledger.ServedTime;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.NodeId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The time that is billed, when the database's clock jumps: that is, when what it wrote before is in the future, or long ago. */
class ReadyIntervalsTest {
    private final PlatformInTest platform = new PlatformInTest();
    private TenantId tenant;
    private NodeId node;
    private LeaseId lease;

    @BeforeEach
    void create() {
        platform.host("host-1", "docker", 4000, 8 * GIB);
        tenant = platform.tenant("acme", false, "automatic", 10);
        node = ((CreateNode.Outcome.Accepted) platform.createNode.create(order(tenant, "mine", "anvil", Map.of())))
                .node()
                .id();
        lease = platform.database
                .asPlatform(tx -> Leases.open(tx, node).orElseThrow())
                .id();
        platform.database.doAsPlatform(tx -> tx.execute("update lease set started_at = now() - interval '1 day'"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void aJumpBackEndsNoIntervalBeforeItsBeginningNorShortensIt() {
        ready("600 seconds");
        clockJumps("-3600 seconds");
        touch();
        assertThat(served()).isEqualTo(600);
        ceases();
        assertThat(served()).isEqualTo(600);
        assertThat(open()).isZero();
    }

    @Test
    void noTimeIsToldTwiceAfterAJumpBack() {
        ready("600 seconds");
        ceases();
        clockJumps("-3600 seconds");
        platform.database.doAsPlatform(tx -> ReadyIntervals.open(tx, node, tenant));
        touch();
        assertThat(served()).as("until the clock has caught up").isEqualTo(600);
        clockJumps("3600 seconds");
        ceases();
        assertThat(served()).isBetween(600L, 602L);
    }

    @Test
    void aJumpAheadIsNoServiceNorIsTheTimeInWhichNobodyLooked() {
        ready("600 seconds");
        clockJumps("3600 seconds");
        touch();
        assertThat(served()).isEqualTo(600);
        assertThat(open()).as("it is ready still").isOne();
        ceases();
        assertThat(served()).isBetween(600L, 601L);
    }

    @Test
    void withoutAJumpAnIntervalIsAsLongAsTheNodeWasReady() {
        ready("600 seconds");
        touch();
        touch();
        ceases();
        assertThat(served()).isBetween(600L, 602L);
        assertThat(platform.count(READY_INTERVAL)).isOne();
    }

    /** For so long until now. */
    private void ready(String forSoLong) {
        platform.database.doAsPlatform(tx -> {
            ReadyIntervals.open(tx, node, tenant);
            tx.execute("update ready_interval set from_time = from_time - interval '" + forSoLong + "'");
        });
    }

    /** What was written before looks as if the clock had jumped since. */
    private void clockJumps(String by) {
        platform.database.doAsPlatform(tx -> {
            tx.execute("update ready_interval set from_time = from_time - interval '" + by
                    + "', last_seen = last_seen - interval '" + by + "', to_time = to_time - interval '" + by + "'");
            tx.execute("update lease set started_at = started_at - interval '" + by + "'");
        });
    }

    private void touch() {
        platform.database.doAsPlatform(tx -> ReadyIntervals.touch(tx, List.of(node)));
    }

    private void ceases() {
        platform.database.doAsPlatform(tx -> ReadyIntervals.close(tx, node));
    }

    private long open() {
        return platform.database.<Integer>asPlatform(
                tx -> tx.fetchCount(READY_INTERVAL, READY_INTERVAL.TO_TIME.isNull()));
    }

    private long served() {
        return platform.database.<Long>asPlatform(tx -> ServedTime.seconds(tx, lease));
    }
}
