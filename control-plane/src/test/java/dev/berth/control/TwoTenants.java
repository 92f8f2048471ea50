package dev.berth.control;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.ENDPOINT_KEY;
import static dev.berth.migrations.schema.Tables.TENANT;

import dev.berth.control.database.Database;
import dev.berth.control.database.DatabaseLogin;
import dev.berth.control.database.MigrateDatabase;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import dev.berth.migrations.MigratedDatabase;
import java.sql.SQLException;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * A database in which acme and globex have an endpoint each, with one key, on a shared pool of the network
 * {@value #NETWORK}.
 */
public final class TwoTenants implements AutoCloseable {
    public static final String NETWORK = "devnet";
    public static final String TEMPLATE_HASH = "a".repeat(64);
    public static final String ACME_KEY = "acme00000000";
    public static final String GLOBEX_KEY = "globex000000";

    private final MigratedDatabase migrated = MigratedDatabase.create();
    public final DatabaseLogin login;
    public final Database database;
    public final TenantId acme;
    public final TenantId globex;
    public final EndpointId acmeEndpoint;
    public final EndpointId globexEndpoint;

    public TwoTenants() {
        login = MigrateDatabase.run(new DatabaseLogin(migrated.url(), "postgres", ""), "application");
        database = Database.open(login, 20);
        asOwner("""
            insert into network (network, definition) values ('devnet',
                '{"network": "devnet", "title": "A devnet", "testnet": true, "methods": "devnet",
                  "token": {"symbol": "ETH", "decimals": 18}, "head": {"method": "head", "params": [], "number": {"pointer": "", "format": "hex"}}}');
            insert into method_table (name, definition) values ('devnet', '{"table": "devnet", "dialect": "jsonrpc-2.0", "unlisted": {"code": -32601}, "deny": {},
                "methods": {"eth_call": {"repeatable": true}, "eth_getLogs": {"repeatable": true}}}');
            insert into template_version (template_hash, template, definition, verified)
            values ('%1$s', 'devnet', '{"template": "devnet", "sizes": {"small": {}, "large": {}}}', true);
            insert into pool (name, network, template_hash, size, replication, wanted_size)
            values ('devnet', 'devnet', '%1$s', 'small', 'peers', 2);
            insert into tenant (name) values ('acme'), ('globex');
            """.formatted(TEMPLATE_HASH));
        acme = tenant("acme");
        globex = tenant("globex");
        acmeEndpoint = endpoint(acme, "main", ACME_KEY);
        globexEndpoint = endpoint(globex, "main", GLOBEX_KEY);
    }

    public Scope acmeOnly() {
        return new Scope.OneTenant(acme);
    }

    /** Runs SQL as the owner of the schema, past row-level security and immutability of time. */
    public void asOwner(String sql) {
        try (var connection = migrated.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    public EndpointId endpoint(TenantId tenant, String name, String keyId) {
        return database.asPlatform(tx -> {
            UUID pool = tx.fetchSingle("select pool_id from pool").get(0, UUID.class);
            UUID endpoint = tx.insertInto(ENDPOINT)
                    .set(ENDPOINT.TENANT_ID, tenant.value())
                    .set(ENDPOINT.NAME, name)
                    .set(ENDPOINT.NETWORK, NETWORK)
                    .set(ENDPOINT.POOL_ID, pool)
                    .returning(ENDPOINT.ENDPOINT_ID)
                    .fetchSingle(ENDPOINT.ENDPOINT_ID);
            key(tx, tenant, new EndpointId(endpoint), keyId);
            return new EndpointId(endpoint);
        });
    }

    public static void key(DSLContext tx, TenantId tenant, EndpointId endpoint, String keyId) {
        tx.insertInto(ENDPOINT_KEY)
                .set(ENDPOINT_KEY.KEY_ID, keyId)
                .set(ENDPOINT_KEY.ENDPOINT_ID, endpoint.value())
                .set(ENDPOINT_KEY.TENANT_ID, tenant.value())
                .set(ENDPOINT_KEY.SECRET_SHA256, new byte[32])
                .set(ENDPOINT_KEY.SEALED_KEY, new byte[1])
                .execute();
    }

    private TenantId tenant(String name) {
        return database.asPlatform(tx -> new TenantId(tx.select(TENANT.TENANT_ID)
                .from(TENANT)
                .where(TENANT.NAME.eq(name))
                .fetchSingle(TENANT.TENANT_ID)));
    }

    @Override
    public void close() {
        database.close();
        migrated.close();
    }
}
