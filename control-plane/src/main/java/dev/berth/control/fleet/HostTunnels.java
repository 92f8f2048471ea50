package dev.berth.control.fleet;

import static dev.berth.migrations.schema.Tables.HOST;

import dev.berth.host.tunnel.TunnelAddress;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/** Where proxies reach nodes of hosts whose agents dial, as these have said. */
public final class HostTunnels {
    private HostTunnels() {}

    /** @param address empty: the agent has no tunnel */
    public static void set(DSLContext tx, HostId host, Optional<TunnelAddress> address) {
        tx.update(HOST)
                .set(HOST.TUNNEL_ADDRESS, address.map(TunnelAddress::toString).orElse(null))
                .where(HOST.HOST_ID.eq(host.value()))
                .execute();
    }

    /** Of each host that has one. */
    public static Map<HostId, TunnelAddress> all(DSLContext tx) {
        return tx.select(HOST.HOST_ID, HOST.TUNNEL_ADDRESS)
                .from(HOST)
                .where(HOST.TUNNEL_ADDRESS.isNotNull())
                .fetchMap(row -> new HostId(row.value1()), row -> TunnelAddress.parse(row.value2()));
    }
}
