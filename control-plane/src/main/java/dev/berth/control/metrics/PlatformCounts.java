package dev.berth.control.metrics;

import dev.berth.control.database.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What there is by the database, counted each time somebody looks. */
final class PlatformCounts {
    private static final Logger log = LoggerFactory.getLogger(PlatformCounts.class);

    private static final String NODES = """
        select n.network, n.desired, coalesce(seen.ready, false)::text as ready, count(*) as count
        from node n left join node_observation seen on seen.node_id = n.node_id
        where n.gone_at is null
        group by 1, 2, 3\
        """;

    private static final String HOSTS = """
        select case when drain_since is not null and state = 'active' then 'draining' else state end as state,
               case when observed_at > now() - interval '30 seconds' then 'heard' else 'silent' end as reach, count(*) as count
        from host
        group by 1, 2\
        """;

    private static final String OPERATIONS =
            "select kind, count(*) as count from operation where state = 'running' group by 1";

    private static final String PROXIES =
            "select connected::text as connected, count(*) as count from proxy group by 1";

    private final Database database;
    private final List<Counted> counted;

    /** A query whose last column is a number, and the gauge that shows it by the other columns. */
    private record Counted(String query, MultiGauge gauge) {
        void look(DSLContext tx) {
            var rows = new ArrayList<Row<?>>();
            for (Record row : tx.fetch(query)) {
                Tags tags = Tags.empty();
                for (int i = 0; i < row.size() - 1; i++)
                    tags = tags.and(row.field(i).getName(), row.get(i, String.class));
                rows.add(Row.of(tags, row.get("count", Long.class)));
            }
            gauge.register(rows, true);
        }
    }

    PlatformCounts(Database database, MeterRegistry registry) {
        this.database = database;
        this.counted = List.of(
                counted(registry, "berth_control_nodes", "Nodes that are not gone", NODES),
                counted(registry, "berth_control_hosts", "Hosts by state, and whether they were heard lately", HOSTS),
                counted(registry, "berth_control_operations", "Operations under way", OPERATIONS),
                counted(registry, "berth_control_proxies", "Proxies that are known", PROXIES));
    }

    private static Counted counted(MeterRegistry registry, String name, String description, String query) {
        return new Counted(
                query, MultiGauge.builder(name).description(description).register(registry));
    }

    void look() {
        try {
            database.doAsPlatform(tx -> counted.forEach(one -> one.look(tx)));
        } catch (DataAccessException away) {
            counted.forEach(one -> one.gauge().register(List.of(), true));
            log.atWarn()
                    .addKeyValue("reason", String.valueOf(away.getMessage()))
                    .log("the database did not count");
        }
    }
}
