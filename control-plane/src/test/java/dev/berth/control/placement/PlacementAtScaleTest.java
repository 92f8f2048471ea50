package dev.berth.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.fleet.HostId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Run with {@code -Dscale=true}; prints how long it took. */
@EnabledIfSystemProperty(named = "scale", matches = "true")
class PlacementAtScaleTest {
    private static final long GIB = 1L << 30;
    private static final Resources NEED = new Resources(1000, 4 * GIB, 10 * GIB, 0);
    private static final Resources ALL = new Resources(16_000, 64 * GIB, 1000 * GIB, 0);

    @Test
    void tenThousandNodesSpreadEvenlyOverAThousandHosts() {
        var rooms = new ArrayList<HostRoom>();
        for (int number = 0; number < 1000; number++) rooms.add(room(number, ALL));
        var request = new PlacementRequest(
                NEED, Constraints.NONE, Set.of("amd64"), DiskClass.ANY, 1, false, Map.of(), Optional.empty());
        long started = System.nanoTime();
        for (int node = 0; node < 10_000; node++) {
            var on = (Placement.On) Placement.of(request, rooms);
            int number = (int) on.host().value().getLeastSignificantBits();
            rooms.set(number, room(number, rooms.get(number).free().minus(NEED)));
        }
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.println("10,000 nodes over 1,000 hosts: " + millis + " ms, " + millis / 10.0 + " us a placement");
        List<Long> left =
                rooms.stream().map(room -> room.free().memoryBytes()).distinct().toList();
        assertThat(left).containsExactly(24 * GIB);
    }

    private static HostRoom room(int number, Resources free) {
        return new HostRoom(
                new HostId(new UUID(0, number)),
                "host-" + number,
                "amd64",
                "",
                Map.of(),
                DiskClass.SSD,
                true,
                Optional.empty(),
                ALL,
                free,
                1000,
                Optional.empty());
    }
}
