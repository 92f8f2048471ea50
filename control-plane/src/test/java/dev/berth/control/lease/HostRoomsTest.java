package dev.berth.control.lease;

import static dev.berth.control.node.PlatformInTest.GIB;
import static dev.berth.migrations.schema.Tables.BLOCKED_PORT;
import static dev.berth.migrations.schema.Tables.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.currentInstant;

import dev.berth.control.fleet.HostId;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.placement.HostRoom;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.types.DayToSecond;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostRoomsTest {
    private final PlatformInTest platform = new PlatformInTest();
    private final HostRooms rooms = new HostRooms();
    private HostId first;
    private HostId second;

    @BeforeEach
    void open() {
        first = platform.host("host-1", "docker", 4000, 8 * GIB);
        second = platform.host("host-2", "docker", 4000, 8 * GIB);
        look();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void whatIsWrittenIsSeenAtTheNextLook() {
        set(first, HOST.RESERVED_MEMORY_BYTES, 2 * GIB);
        assertThat(room(first).free().memoryBytes()).isEqualTo(6 * GIB);
        set(first, HOST.STATE, "cordoned");
        assertThat(room(first).closed()).contains("is cordoned");
        set(first, HOST.STATE, "decommissioned");
        assertThat(look()).containsOnlyKeys(second);
        HostId third = platform.host("host-3", "docker", 4000, 8 * GIB);
        assertThat(look()).containsOnlyKeys(second, third);
    }

    @Test
    void aPortThatIsFoundTakenIsLessRoom() {
        int ports = room(second).freePorts();
        platform.database.doAsPlatform(tx -> tx.insertInto(BLOCKED_PORT)
                .set(BLOCKED_PORT.HOST_ID, second.value())
                .set(BLOCKED_PORT.PROTOCOL, "tcp")
                .set(BLOCKED_PORT.PORT, 30_007)
                .set(BLOCKED_PORT.REASON, "somebody else listens there")
                .execute());
        assertThat(room(second).freePorts()).isEqualTo(ports - 1);
    }

    @Test
    void aSilentHostIsSaidToBeSoUntilItIsHeard() {
        set(first, HOST.OBSERVED_AT, currentInstant().minus(DayToSecond.minute("1")));
        assertThat(room(first).silent()).isPresent();
        assertThat(room(first).silent()).as("still").isPresent();
        set(first, HOST.OBSERVED_AT, currentInstant());
        assertThat(room(first).silent()).isEmpty();
    }

    @Test
    void whatATransactionTakesBackIsNotKept() {
        assertThatThrownBy(() -> platform.database.doAsPlatform(tx -> {
                    reserve(tx, first, GIB);
                    assertThat(room(tx, first).free().memoryBytes()).isEqualTo(7 * GIB);
                    reserve(tx, first, GIB);
                    assertThat(room(tx, first).free().memoryBytes()).isEqualTo(6 * GIB);
                    throw new IllegalStateException("taken back");
                }))
                .hasMessageContaining("taken back");
        assertThat(room(first).free().memoryBytes()).isEqualTo(8 * GIB);
    }

    @Test
    void whoBeganEarlierAndEndsLaterIsNotMissed() throws Exception {
        var written = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var threads = Executors.newSingleThreadExecutor()) {
            var slow = threads.submit(() -> platform.database.doAsPlatform(tx -> {
                reserve(tx, first, GIB);
                written.countDown();
                awaitUninterrupted(end);
            }));
            written.await();
            for (int later = 0; later < 3; later++) {
                platform.database.doAsPlatform(tx -> reserve(tx, second, GIB));
                assertThat(room(first).free().memoryBytes()).isEqualTo(8 * GIB);
            }
            assertThat(room(second).free().memoryBytes()).isEqualTo(5 * GIB);
            end.countDown();
            slow.get();
        }
        assertThat(room(first).free().memoryBytes()).isEqualTo(7 * GIB);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void reserve(DSLContext tx, HostId host, long bytes) {
        tx.update(HOST)
                .set(HOST.RESERVED_MEMORY_BYTES, HOST.RESERVED_MEMORY_BYTES.plus(bytes))
                .where(HOST.HOST_ID.eq(host.value()))
                .execute();
    }

    private <T> void set(HostId host, Field<T> column, T value) {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(column, value)
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    private <T> void set(HostId host, Field<T> column, Field<T> value) {
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(column, value)
                .where(HOST.HOST_ID.eq(host.value()))
                .execute());
    }

    private HostRoom room(HostId host) {
        return platform.database.asPlatform(tx -> room(tx, host));
    }

    private HostRoom room(DSLContext tx, HostId host) {
        return Objects.requireNonNull(rooms(tx).get(host));
    }

    private Map<HostId, HostRoom> look() {
        return platform.database.asPlatform(this::rooms);
    }

    private Map<HostId, HostRoom> rooms(DSLContext tx) {
        return rooms.all(tx).stream().collect(Collectors.toMap(HostRoom::id, Function.identity()));
    }
}
