package dev.berth.migrations;

import static dev.berth.migrations.schema.Tables.RESERVED_SUBNET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class AddressAsTextTest {
    @Test
    void aSubnetIsWrittenComparedAndReadAsText() {
        try (var database = MigratedDatabase.create()) {
            var host = UUID.randomUUID();
            var found = DSL.using(database.dataSource(), SQLDialect.POSTGRES).transactionResult(tx -> {
                tx.dsl().execute("set local session_replication_role = replica"); // no host to refer to
                tx.dsl()
                        .insertInto(RESERVED_SUBNET)
                        .set(RESERVED_SUBNET.HOST_ID, host)
                        .set(RESERVED_SUBNET.SUBNET, "10.1.2.0/24")
                        .set(RESERVED_SUBNET.OWNER_ID, UUID.randomUUID())
                        .execute();
                return tx.dsl().fetchValue(RESERVED_SUBNET.SUBNET, RESERVED_SUBNET.SUBNET.eq("10.1.2.0/24"));
            });
            assertThat(found).isEqualTo("10.1.2.0/24");
        }
    }
}
