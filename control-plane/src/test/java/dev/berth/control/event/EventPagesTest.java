package dev.berth.control.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.node.PlatformInTest;
import dev.berth.control.tenant.Scope;
import dev.berth.control.tenant.TenantId;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events of which few are like those that are asked for. */
class EventPagesTest {
    private static final int ALL = 40_000;

    private static PlatformInTest platform;
    private static TenantId tenant;

    @BeforeAll
    static void begin() {
        platform = new PlatformInTest();
        tenant = platform.tenant("acme", true, "automatic", 10);
        platform.database.doAsPlatform(tx -> {
            tx.execute("set local role postgres");
            tx.execute("alter table event disable trigger event_told");
            tx.execute("""
                insert into event (tenant_id, actor, kind, subject_kind, subject_id)
                select case when n %% 2 = 0 then '%s'::uuid end, 'reconciler',
                       case when n %% 1000 < 2 then 'node.failed' when n %% 1000 < 20 then 'node.degraded' else 'node.ready' end,
                       'node', n::text
                from generate_series(1, %d) n\
                """.formatted(tenant.value(), ALL));
            tx.execute("alter table event enable trigger event_told");
        });
        platform.database.doAsPlatform(tx -> {
            tx.execute("set local role postgres");
            tx.execute("analyze event");
        });
    }

    @AfterAll
    static void end() {
        platform.close();
    }

    record Asked(EventFilter filter, boolean ofTenant, String index) {}

    static Stream<Asked> rare() {
        return Stream.of(
                new Asked(new EventFilter(null, null, "warning"), false, "event_of_note"),
                new Asked(new EventFilter(null, null, "critical"), false, "event_critical"),
                new Asked(new EventFilter("node.failed", null, null), false, "event_by_kind"),
                new Asked(new EventFilter("pool.", null, null), false, "event_by_kind"),
                new Asked(new EventFilter(null, null, "warning"), true, "event_of_note"),
                new Asked(new EventFilter(null, null, "critical"), true, "event_critical"));
    }

    @ParameterizedTest
    @MethodSource("rare")
    void areFoundWithoutTheOthers(Asked asked) {
        Scope scope = asked.ofTenant() ? new Scope.OneTenant(tenant) : new Scope.Everybody();
        String plan = scope.in(
                platform.database,
                tx -> tx.explain(Events.page(tx, scope, asked.filter(), Long.MAX_VALUE, 101))
                        .plan());
        assertThat(plan).contains(asked.index()).doesNotContain("Seq Scan on event");
    }

    @Test
    void pagesHaveEachOnceTheNewestFirst() {
        Scope scope = new Scope.Everybody();
        var filter = new EventFilter(null, null, "critical");
        List<Event> first = scope.in(platform.database, tx -> Events.before(tx, scope, filter, Long.MAX_VALUE, 50));
        List<Event> second = scope.in(
                platform.database,
                tx -> Events.before(tx, scope, filter, first.getLast().id(), 50));
        assertThat(Stream.concat(first.stream(), second.stream())
                        .map(event -> event.subject().id()))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, ALL)
                        .filter(n -> n % 1000 < 2)
                        .boxed()
                        .sorted(Comparator.reverseOrder())
                        .map(String::valueOf)
                        .toList());
    }
}
