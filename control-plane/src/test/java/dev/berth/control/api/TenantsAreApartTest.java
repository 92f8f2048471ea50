package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.table;

import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The second wall, behind the API's own ({@link ForeignThingsTest}): a tenant's transactions in the database. */
class TenantsAreApartTest {
    private static RunningApi api;
    private static ThingsOfATenant victim;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        victim = ThingsOfATenant.made(api, "victim");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void rawSqlOfATenantSeesAndChangesItsOwnRowsOnly() {
        api.tenantKey("stranger", "owner");
        var stranger = new TenantId(UUID.fromString(api.query("select tenant_id from tenant where name = 'stranger'")));
        List<String> tables = List.of(
                "node",
                "unit",
                "node_observation",
                "node_state",
                "node_sample",
                "request",
                "approval",
                "lease",
                "endpoint",
                "endpoint_key",
                "usage_cell",
                "ready_interval",
                "operation",
                "operation_step",
                "member",
                "reservation",
                "reserved_port",
                "balance",
                "escrow",
                "ledger_entry",
                "webhook",
                "webhook_delivery",
                "call_latency",
                "call_error");
        for (String table : tables)
            assertThat(api.database.<Integer>asTenant(stranger, tx -> tx.fetchCount(table(table))))
                    .as(table)
                    .isZero();
        assertThat(api.database.<Integer>asTenant(
                        stranger, tx -> tx.execute("update endpoint set burst = 1 where name = 'victim-door'")))
                .isZero();
        assertThatThrownBy(() -> api.database.<Integer>asTenant(
                        stranger,
                        tx -> tx.execute("insert into member (tenant_id, email, role)" + " select '"
                                + victim.of("tenant").getLast() + "', 'x@y', 'owner'")))
                .isInstanceOf(DataAccessException.class);
        for (String hidden : List.of(
                "host",
                "proxy",
                "node_secret",
                "offer",
                "approval_policy",
                "session",
                "member_credential",
                "recovery_code",
                "member_link"))
            assertThatThrownBy(
                            () -> api.database.<Integer>asTenant(stranger, tx -> tx.execute("select * from " + hidden)))
                    .as(hidden)
                    .isInstanceOf(DataAccessException.class);
        assertThat(new Scope.OneTenant(stranger).<Integer>in(api.database, tx -> tx.fetchCount(table("tenant"))))
                .isOne();
    }
}
