package dev.berth.control.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.ErrorTally;
import dev.berth.contract.v1.InsightTold;
import dev.berth.contract.v1.Refusal;
import dev.berth.contract.v1.Tallies;
import dev.berth.control.TwoTenants;
import dev.berth.control.endpoint.EndpointId;
import dev.berth.control.feed.ProxyServer;
import dev.berth.control.insight.LatencyQuery.Step;
import dev.berth.control.tenant.Scope;
import io.grpc.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InsightServiceTest {
    private static final int ONE_MILLISECOND = 6 * 16 + 15; // 992 to 1023 microseconds

    private final TwoTenants world = new TwoTenants();
    private final ProxyQuestions questions = new ProxyQuestions();
    private ProxyServer server;
    private TellingProxy proxy;
    private TellingProxy other;

    @BeforeEach
    void start() throws IOException {
        server = TellingProxy.server(world.database, questions);
        proxy = new TellingProxy(server).hello();
        other = new TellingProxy(server).hello();
    }

    @AfterEach
    void stop() {
        proxy.close();
        other.close();
        server.close();
        world.close();
    }

    private static EndpointTally tally(EndpointId endpoint, int bucket, long items) {
        return EndpointTally.newBuilder()
                .setEndpointId(endpoint.toString())
                .addBuckets(bucket)
                .addItems(items)
                .build();
    }

    private static EndpointTally failed(EndpointId endpoint, ErrorTally.Builder... errors) {
        var tally = EndpointTally.newBuilder().setEndpointId(endpoint.toString());
        for (ErrorTally.Builder error : errors) tally.addErrors(error);
        return tally.build();
    }

    private static ErrorTally.Builder reverted(long items, long request) {
        return ErrorTally.newBuilder()
                .setMethod("eth_call")
                .setCode(-32_000)
                .setHttpStatus(200)
                .setItems(items)
                .setFirstAgoMs(9_000)
                .setLastAgoMs(10)
                .addRequestIds(request);
    }

    private Latency latency(Scope scope, Step step, Optional<EndpointId> endpoint) {
        Instant now = Instant.now();
        var query = new LatencyQuery(now.minus(1, ChronoUnit.DAYS), now.plusSeconds(60), step, endpoint);
        return scope.in(world.database, tx -> Latencies.of(tx, scope, query));
    }

    private List<ErrorGroup> errors(Scope scope, EndpointId endpoint) {
        Instant since = Instant.now().minus(1, ChronoUnit.DAYS);
        return scope.in(world.database, tx -> CallErrors.of(tx, scope, endpoint, since));
    }

    @Test
    void whatProxiesTellOfAnEndpointIsAddedUpAndSoIsATenantsWhole() {
        EndpointId second = world.endpoint(world.acme, "second", "acme00000002");
        proxy.tell(tally(world.acmeEndpoint, ONE_MILLISECOND, 70), tally(second, 40, 5));
        other.tell(tally(world.acmeEndpoint, ONE_MILLISECOND, 29), tally(world.globexEndpoint, 7, 1_000));
        other.tell(tally(world.acmeEndpoint, ONE_MILLISECOND + 16, 1));
        Times times = latency(world.acmeOnly(), Step.HOUR, Optional.of(world.acmeEndpoint))
                .whole();
        assertThat(times.calls()).isEqualTo(100);
        assertThat(times.percentile(50)).isEqualByComparingTo("1.008");
        assertThat(times.percentile(99)).isEqualByComparingTo("1.008");
        assertThat(times.percentile(100)).isEqualByComparingTo("2.016");
        Latency whole = latency(world.acmeOnly(), Step.MINUTE, Optional.empty());
        assertThat(whole.whole().calls()).isEqualTo(105);
        assertThat(whole.steps()).hasSizeBetween(1, 2);
        assertThat(latency(new Scope.Everybody(), Step.HOUR, Optional.empty())
                        .whole()
                        .calls())
                .isEqualTo(1_105);
    }

    @Test
    void aTenantSeesNothingOfAnother() {
        proxy.tell(tally(world.globexEndpoint, 7, 3), failed(world.globexEndpoint, reverted(1, 1)));
        assertThat(latency(world.acmeOnly(), Step.HOUR, Optional.of(world.globexEndpoint))
                        .whole()
                        .calls())
                .isZero();
        assertThat(errors(world.acmeOnly(), world.globexEndpoint)).isEmpty();
        for (String table : List.of("call_latency", "call_error"))
            assertThat(world.database.<Integer>asTenant(
                            world.acme,
                            tx -> tx.fetchSingle("select count(*)::integer from " + table)
                                    .get(0, Integer.class)))
                    .as(table)
                    .isZero();
    }

    @Test
    void itemsThatFailedAlikeAreOneGroupWithTheNewestRequests() {
        proxy.tell(failed(world.acmeEndpoint, reverted(3, 0xa), reverted(1, 0xb).setLastAgoMs(20)));
        other.tell(failed(
                world.acmeEndpoint,
                reverted(4, 0xc),
                ErrorTally.newBuilder()
                        .setMethod("(other)")
                        .setRefusal(Refusal.METHOD_NOT_FOUND)
                        .setCode(-32_601)
                        .setHttpStatus(200)
                        .setItems(2)
                        .addRequestIds(-1)));
        List<ErrorGroup> groups = errors(world.acmeOnly(), world.acmeEndpoint);
        assertThat(groups)
                .extracting(ErrorGroup::method, ErrorGroup::refusal, ErrorGroup::code, ErrorGroup::items)
                .containsExactlyInAnyOrder(
                        tuple("eth_call", "", -32_000, 8L), tuple("(other)", "METHOD_NOT_FOUND", -32_601, 2L));
        ErrorGroup reverted = groups.stream()
                .filter(group -> group.method().equals("eth_call"))
                .findFirst()
                .orElseThrow();
        assertThat(reverted.requests()).containsExactly("000000000000000c", "000000000000000a", "000000000000000b");
        assertThat(reverted.firstAt()).isBefore(reverted.lastAt());
    }

    @Test
    void kindsOfErrorsWithoutEndBecomeOneGroup() {
        for (int told = 0; told < 30; told++) {
            var errors = new ErrorTally.Builder[16];
            for (int i = 0; i < errors.length; i++) errors[i] = reverted(1, i).setCode(1 + 16 * told + i);
            proxy.tell(failed(world.acmeEndpoint, errors));
        }
        assertThat(world.database.<Integer>asPlatform(
                        tx -> tx.fetchSingle("select count(*)::integer from call_error where items > 0")
                                .get(0, Integer.class)))
                .isBetween(200, 220 * 2); // an hour may have ended meanwhile
        assertThat(errors(world.acmeOnly(), world.acmeEndpoint))
                .hasSize(200)
                .anySatisfy(group -> assertThat(group.method()).isEqualTo("(other)"));
    }

    @Test
    void anEndpointThatThereIsNotChangesNothing() {
        var nobody = new EndpointId(UUID.randomUUID());
        proxy.tell(tally(nobody, 7, 3), failed(nobody, reverted(1, 1)), tally(world.acmeEndpoint, 8, 1));
        assertThat(latency(new Scope.Everybody(), Step.HOUR, Optional.empty())
                        .whole()
                        .calls())
                .isOne();
    }

    @Test
    void hoursAreMadeOfMinutesOnceAndBothAreForgotten() {
        world.asOwner("""
            insert into call_latency (subject_id, tenant_id, step_seconds, at, buckets, counts)
            select '%1$s', '%2$s', 60, date_trunc('hour', now(), 'UTC') - interval '5 hours' + i * interval '1 minute',
                   array[7, 40 + i], array[10, 1]
            from generate_series(0, 59) as i;
            insert into call_latency (subject_id, tenant_id, step_seconds, at, buckets, counts)
            values ('%1$s', '%2$s', 60, now() - interval '49 hours', '{7}', '{1000}'),
                   ('%1$s', '%2$s', 3600, now() - interval '41 days', '{7}', '{1000}');
            insert into call_error (endpoint_id, tenant_id, at, method, refusal, code, http_status, items, first_at, last_at, request_ids)
            values ('%1$s', '%2$s', now() - interval '8 days', 'eth_call', '', 3, 200, 1, now(), now(), '{}')
            """.formatted(world.acmeEndpoint, world.acme.value()));
        for (int again = 0; again < 2; again++) new KeepInsight(world.database).run();
        Latency hours = latency(world.acmeOnly(), Step.HOUR, Optional.of(world.acmeEndpoint));
        assertThat(hours.whole().calls()).isEqualTo(660);
        assertThat(hours.steps()).hasSize(1);
        assertThat(latency(world.acmeOnly(), Step.MINUTE, Optional.of(world.acmeEndpoint))
                        .steps())
                .hasSize(60);
        assertThat(errors(world.acmeOnly(), world.acmeEndpoint)).isEmpty();
        world.asOwner("delete from call_latency where step_seconds = 60");
        assertThat(latency(world.acmeOnly(), Step.HOUR, Optional.of(world.acmeEndpoint))
                        .whole()
                        .calls())
                .isEqualTo(660);
    }

    @Test
    void theProxyThatRemembersACallIsHeardWhoeverElseIsThere() {
        proxy.remembers("00000000000000ff", "{\"here\": true}");
        assertThat(questions.ask(0xff)).isEqualTo(new ProxyQuestions.Answer(Optional.of("{\"here\": true}"), 2, 0));
        assertThat(questions.ask(0xfe)).isEqualTo(new ProxyQuestions.Answer(Optional.empty(), 2, 0));
        other.fallSilent();
        assertThat(questions.ask(0xff).known()).isPresent();
        assertThat(questions.ask(0xfe)).isEqualTo(new ProxyQuestions.Answer(Optional.empty(), 2, 1));
    }

    @Test
    void whatIsNotAsTheContractSaysEndsTheStream() {
        assertThat(ended(InsightTold.newBuilder().setTallies(Tallies.getDefaultInstance()), false))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(ended(InsightTold.newBuilder(), true)).isEqualTo(Status.Code.INVALID_ARGUMENT);
        for (EndpointTally wrong : List.of(
                tally(world.acmeEndpoint, Times.BUCKETS, 1),
                tally(world.acmeEndpoint, 1, 0),
                tally(world.acmeEndpoint, 1, 1).toBuilder().addBuckets(2).build(),
                failed(world.acmeEndpoint, reverted(1, 1).setMethod("a b")),
                EndpointTally.newBuilder()
                        .setEndpointId("me")
                        .addBuckets(1)
                        .addItems(1)
                        .build()))
            assertThat(ended(
                            InsightTold.newBuilder()
                                    .setTallies(Tallies.newBuilder().addEndpoints(wrong)),
                            true))
                    .as(wrong.toString())
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(latency(new Scope.Everybody(), Step.HOUR, Optional.empty())
                        .whole()
                        .calls())
                .isZero();
    }

    private Status.Code ended(InsightTold.Builder said, boolean greeted) {
        try (var fresh = new TellingProxy(server)) {
            if (greeted) fresh.hello();
            fresh.send(said);
            return fresh.end();
        }
    }
}
