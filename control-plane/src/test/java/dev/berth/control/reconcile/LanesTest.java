package dev.berth.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.NodeId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {
    private static final int AT_ONCE = 3;
    private static final HostId HANGING = new HostId(new UUID(0, 1));
    private static final HostId WELL = new HostId(new UUID(0, 2));

    private final Lanes lanes = new Lanes(AT_ONCE, () -> {});
    private final CountDownLatch hang = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void close() {
        hang.countDown();
        lanes.close();
    }

    @Test
    void whatHangsOnOneHostKeepsNoOtherHostWaiting() {
        for (int node = 0; node < 3 * AT_ONCE; node++) lanes.begin(lane(node, HANGING), "BringUp", true, this::hang);
        await().until(() -> begun.get() == AT_ONCE);
        for (int node = 100; node < 200; node++) lanes.begin(lane(node, WELL), "BringUp", true, done::incrementAndGet);
        await().until(() -> done.get() == 100);
        assertThat(begun).as("a few at a time, on the host that hangs").hasValue(AT_ONCE);
        assertThat(lanes.work().stream().filter(LaneWork::waits)).hasSize(2 * AT_ONCE);
    }

    @Test
    void whatStrainsNoHostWaitsForNothing() {
        for (int node = 0; node < AT_ONCE; node++) lanes.begin(lane(node, HANGING), "BringUp", true, this::hang);
        lanes.begin(lane(100, HANGING), "StopUnits", false, done::incrementAndGet);
        await().until(() -> done.get() == 1);
    }

    @Test
    void aNodeHasOneLaneOnAHost() {
        Lane there = lane(1, HANGING);
        lanes.begin(there, "StopUnits", false, this::hang);
        lanes.begin(there, "StopUnits", false, () -> done.addAndGet(10));
        assertThat(lanes.inFlight()).containsExactly(there);
        lanes.begin(lane(1, WELL), "StopUnits", false, done::incrementAndGet);
        await().until(() -> done.get() == 1);
        hang.countDown();
        await().until(() -> lanes.inFlight().isEmpty());
        assertThat(done).hasValue(1);
    }

    private void hang() {
        begun.incrementAndGet();
        try {
            hang.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Lane lane(int node, HostId host) {
        return new Lane(new NodeId(new UUID(1, node)), Optional.of(host));
    }
}
