package dev.berth.control.lease;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.TENANT;

import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.node.ChangeNode;
import dev.berth.control.node.CreateNode;
import dev.berth.control.node.PlatformInTest;
import dev.berth.control.placement.Constraints;
import dev.berth.control.pool.CreatePool;
import dev.berth.control.pool.KeepPools;
import dev.berth.control.tenant.TenantId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.DSLContext;

/**
 * How long it takes to place nodes with the database around it: wishes come one after the other to the real
 * {@link CreateNode}, each a transaction of its own, and each thousand is timed, so that it shows how the time grows with what
 * is placed already. A tenth are members of one pool. Nothing is run. {@code bench/placed [HOSTS] [NODES]}.
 */
public final class PlacedFleet {
    private static final int TENANTS = 10;
    private static final int STRETCH = 1_000;

    private PlacedFleet() {}

    public static void main(String[] args) {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int nodes = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        try (var platform = new PlatformInTest()) {
            run(platform, hosts, nodes);
        }
        System.exit(0);
    }

    private static void run(PlatformInTest platform, int hosts, int nodes) {
        for (int number = 0; number < hosts; number++) place(platform, number);
        List<TenantId> tenants = new ArrayList<>();
        for (int number = 0; number < TENANTS; number++)
            tenants.add(platform.tenant("t" + number, true, "automatic", nodes));
        platform.database.doAsPlatform(PlacedFleet::withoutQuotas);
        System.out.printf(Locale.ROOT, "%,d hosts%n", hosts);
        int members = Math.min(STRETCH, nodes / 10);
        long begun = System.nanoTime();
        for (int made = 0; made < nodes - members; made += STRETCH) {
            int many = Math.min(STRETCH, nodes - members - made);
            long stretch = System.nanoTime();
            for (int number = made; number < made + many; number++) create(platform, tenants, number);
            say("nodes " + (made + 1) + " to " + (made + many), many, stretch);
        }
        long stretch = System.nanoTime();
        pool(platform, members);
        say("a pool of " + members, members, stretch);
        say("all " + nodes, nodes, begun);
    }

    private static void create(PlatformInTest platform, List<TenantId> tenants, int number) {
        var order = PlatformInTest.order(tenants.get(number % TENANTS), "n" + number, "anvil", Map.of());
        var outcome = platform.createNode.create(order);
        if (!(outcome instanceof CreateNode.Outcome.Accepted)) throw new IllegalStateException(outcome.toString());
    }

    private static void pool(PlatformInTest platform, int size) {
        var changeNode = new ChangeNode(platform.database, platform.templates, Clock.systemUTC(), () -> {});
        new CreatePool(platform.database, platform.templates, () -> {})
                .create(new CreatePool.Order(
                        "anvil",
                        "anvil",
                        null,
                        null,
                        null,
                        Map.of(),
                        Constraints.NONE,
                        size,
                        new Actor("key:operator")));
        new KeepPools(platform.database, platform.templates, platform.createNode, changeNode, Clock.systemUTC()).run();
    }

    private static void place(PlatformInTest platform, int number) {
        HostId id = platform.host("h" + number, "process", 64_000, 256 * PlatformInTest.GIB);
        platform.database.doAsPlatform(tx -> tx.update(HOST)
                .set(HOST.ALLOCATABLE_DISK_BYTES, 4_000 * PlatformInTest.GIB)
                .set(HOST.PROVIDER, "provider-" + number % 7)
                .set(HOST.ZONE, "zone-" + number % 21)
                .where(HOST.HOST_ID.eq(id.value()))
                .execute());
    }

    private static void withoutQuotas(DSLContext tx) {
        tx.update(TENANT)
                .set(TENANT.QUOTA_CPU_MILLIS, 1_000_000_000L)
                .set(TENANT.QUOTA_MEMORY_BYTES, 1_000_000 * PlatformInTest.GIB)
                .set(TENANT.QUOTA_DISK_BYTES, 1_000_000 * PlatformInTest.GIB)
                .execute();
    }

    private static void say(String what, int nodes, long since) {
        double millis = (System.nanoTime() - since) / 1e6;
        System.out.printf(Locale.ROOT, "%-22s %6.1f s, %5.2f ms a node%n", what, millis / 1000, millis / nodes);
    }
}
