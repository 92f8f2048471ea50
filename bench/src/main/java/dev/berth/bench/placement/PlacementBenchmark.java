package dev.berth.bench.placement;

import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.Constraints;
import dev.berth.control.placement.DiskClass;
import dev.berth.control.placement.HostRoom;
import dev.berth.control.placement.NetworkCap;
import dev.berth.control.placement.Placement;
import dev.berth.control.placement.PlacementRequest;
import dev.berth.control.placement.Resources;
import dev.berth.control.placement.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Places nodes one after the other on 1,000 hosts, as the control plane does, on one thread: every host is asked for each
 * node, and says how well it fits or why it does not. A third are members of pools of ten, the others are dedicated; a cap
 * on providers and zones holds for all. Prints how the time grows with the number of nodes.
 */
public final class PlacementBenchmark {
    private static final long GIB = 1L << 30;
    private static final int HOSTS = 1_000;
    private static final int POOL = 10;
    private static final Resources HOST = new Resources(32_000, 128 * GIB, 4_000 * GIB, 0);
    private static final Resources HOST_WITH_GPU = new Resources(32_000, 128 * GIB, 4_000 * GIB, 4);
    private static final List<Resources> SIZES = List.of(
            new Resources(1_000, 4 * GIB, 50 * GIB, 0),
            new Resources(2_000, 8 * GIB, 200 * GIB, 0),
            new Resources(4_000, 16 * GIB, 800 * GIB, 0));

    private final List<HostRoom> rooms = new ArrayList<>();
    private final Map<Integer, Map<HostId, Integer>> pools = new HashMap<>();
    private final Map<HostId, Integer> placed = new HashMap<>();
    private int refused;

    private PlacementBenchmark() {
        for (int number = 0; number < HOSTS; number++) {
            boolean gpu = number % 50 == 0;
            var room = new HostRoom(
                    new HostId(new UUID(0, number)),
                    "host-%04d".formatted(number),
                    number % 10 == 0 ? "arm64" : "amd64",
                    new Zone("provider-" + number % 7, "region-" + number % 3, "zone-" + number % 21),
                    Map.of("rack", String.valueOf(number % 40)),
                    number % 4 == 0 ? DiskClass.NVME : DiskClass.SSD,
                    true,
                    number % 100 == 99 ? Optional.of("is cordoned") : Optional.empty(),
                    gpu ? HOST_WITH_GPU : HOST,
                    gpu ? HOST_WITH_GPU : HOST,
                    1_000,
                    Optional.empty());
            rooms.add(room);
        }
    }

    private void place(int node) {
        boolean member = node % 3 == 0;
        Map<HostId, Integer> companions =
                member ? pools.computeIfAbsent(node / 3 / POOL, _ -> new HashMap<>()) : Map.of();
        Resources need = SIZES.get(node % SIZES.size());
        var request = new PlacementRequest(
                need,
                Constraints.NONE,
                node % 20 == 0 ? Set.of("amd64", "arm64") : Set.of("amd64"),
                node % 5 == 0 ? DiskClass.NVME : DiskClass.SSD,
                3,
                true,
                member ? Optional.of(companions) : Optional.empty(),
                Optional.empty(),
                Optional.of(new NetworkCap("network", 40, 30, placed)));
        switch (Placement.of(request, rooms)) {
            case Placement.On(var host, var _) -> {
                int number = (int) host.value().getLeastSignificantBits();
                rooms.set(number, rooms.get(number).without(need, 3));
                placed.merge(host, 1, Integer::sum);
                if (member) companions.merge(host, 1, Integer::sum);
            }
            case Placement.Nowhere _ -> refused++;
        }
    }

    /** Milliseconds for so many nodes on empty hosts. */
    private static long run(int nodes) {
        var benchmark = new PlacementBenchmark();
        long started = System.nanoTime();
        for (int node = 0; node < nodes; node++) benchmark.place(node);
        long millis = (System.nanoTime() - started) / 1_000_000;
        System.out.printf(
                "%,7d nodes over %,d hosts: %,6d ms, %5.0f us a node, %,d found no room%n",
                nodes, HOSTS, millis, 1_000.0 * millis / nodes, benchmark.refused);
        return millis;
    }

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
        System.out.println("to warm up:");
        run(1_000);
        for (int round = 1; round <= rounds; round++) {
            System.out.println("round " + round + ":");
            for (int nodes : List.of(1_000, 2_500, 5_000, 10_000)) run(nodes);
        }
    }
}
