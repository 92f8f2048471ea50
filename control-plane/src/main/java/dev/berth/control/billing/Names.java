package dev.berth.control.billing;

import static dev.berth.migrations.schema.Tables.ENDPOINT;
import static dev.berth.migrations.schema.Tables.NODE;
import static dev.berth.migrations.schema.Tables.TENANT;

import dev.berth.control.tenant.Scope;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;

/** What people call the tenants, endpoints and nodes on a bill, by id; also those that are gone. */
record Names(Map<UUID, String> tenants, Map<UUID, String> endpoints, Map<UUID, String> nodes) {
    static Names of(DSLContext tx, Scope scope) {
        return new Names(
                tx.select(TENANT.TENANT_ID, TENANT.NAME)
                        .from(TENANT)
                        .where(scope.includes(TENANT.TENANT_ID))
                        .fetchMap(TENANT.TENANT_ID, TENANT.NAME),
                tx.select(ENDPOINT.ENDPOINT_ID, ENDPOINT.NAME)
                        .from(ENDPOINT)
                        .where(scope.includes(ENDPOINT.TENANT_ID))
                        .fetchMap(ENDPOINT.ENDPOINT_ID, ENDPOINT.NAME),
                tx.select(NODE.NODE_ID, NODE.NAME)
                        .from(NODE)
                        .where(scope.includes(NODE.TENANT_ID))
                        .fetchMap(NODE.NODE_ID, NODE.NAME));
    }
}
