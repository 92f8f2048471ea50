package dev.berth.control.node;

import static dev.berth.migrations.schema.Tables.HOST;
import static dev.berth.migrations.schema.Tables.TENANT;

import com.fasterxml.jackson.databind.JsonNode;
import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.event.Actor;
import dev.berth.control.fleet.HostId;
import dev.berth.control.placement.Constraints;
import dev.berth.control.template.Catalogue;
import dev.berth.control.template.StoreCatalogue;
import dev.berth.control.template.Templates;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.MigratedDatabase;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Record;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** A database with the catalogue in it, and what tests put beside that. */
public final class PlatformInTest implements AutoCloseable {
    public static final long GIB = 1L << 30;
    private static final Catalogue CATALOGUE = Catalogue.load();

    private final MigratedDatabase migrated = MigratedDatabase.create();
    private final AtomicInteger nudges = new AtomicInteger();
    public final Database database = Database.open(new DatabaseLogin(migrated.url(), "postgres", ""), 12);
    public final Templates templates = new Templates();
    public final CreateNode createNode = new CreateNode(database, templates, nudges::incrementAndGet);

    public PlatformInTest() {
        StoreCatalogue.run(database, CATALOGUE);
    }

    /** Where a connection of one's own is opened. */
    public String url() {
        return migrated.url();
    }

    public HostId host(String name, String engine, long cpuMillis, long memoryBytes) {
        return new HostId(database.asPlatform(tx -> tx.insertInto(HOST)
                .set(HOST.NAME, name)
                .set(HOST.ENGINE, engine)
                .set(HOST.ARCH, "amd64")
                .set(HOST.ALLOCATABLE_CPU_MILLIS, cpuMillis)
                .set(HOST.ALLOCATABLE_MEMORY_BYTES, memoryBytes)
                .set(HOST.ALLOCATABLE_DISK_BYTES, 1000 * GIB)
                .set(HOST.PORT_FROM, 30000)
                .set(HOST.PORT_TO, 30999)
                .set(HOST.SUBNET_RANGE, "10.77.0.0/16")
                .returning(HOST.HOST_ID)
                .fetchSingle(HOST.HOST_ID)));
    }

    public TenantId tenant(String name, boolean trusted, String policy, int nodes) {
        return new TenantId(database.asPlatform(tx -> tx.insertInto(TENANT)
                .set(TENANT.NAME, name)
                .set(TENANT.TRUSTED, trusted)
                .set(TENANT.APPROVAL_POLICY, policy)
                .set(TENANT.QUOTA_NODES, nodes)
                .returning(TENANT.TENANT_ID)
                .fetchSingle(TENANT.TENANT_ID)));
    }

    public static NodeOrder order(
            TenantId tenant, @Nullable String name, String template, Map<String, JsonNode> parameters) {
        return new NodeOrder(
                tenant,
                name,
                template,
                null,
                null,
                null,
                parameters,
                Constraints.NONE,
                Optional.empty(),
                new Actor("key:test"));
    }

    public int count(Table<? extends Record> table) {
        return database.asPlatform(tx -> tx.fetchCount(table));
    }

    public int nudges() {
        return nudges.get();
    }

    @Override
    public void close() {
        database.close();
        migrated.close();
    }
}
