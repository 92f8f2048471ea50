package dev.berth.proxy.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.ErrorTally;
import dev.berth.contract.v1.Refusal;
import dev.berth.contract.v1.Tallies;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.explain.CallStory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTalliesTest {
    private static final long LATER = Duration.ofSeconds(10).toNanos();

    private final List<CallStory> named = new ArrayList<>();
    private final LoopTallies tallies = new LoopTallies(named::add);
    private final Access access = ToldCalls.access(1);

    private static List<Tallies> messages(LoopTallies... loops) {
        var taken = new ArrayList<LoopTallies.Taken>();
        for (LoopTallies loop : loops) taken.add(loop.take());
        return AllTallies.messages(taken, LATER);
    }

    private static EndpointTally only(List<Tallies> messages) {
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().getEndpointsList()).hasSize(1);
        return messages.getFirst().getEndpoints(0);
    }

    @Test
    void timesOfAllLoopsAreTogetherAndAnIntervalIsToldOnce() {
        var other = new LoopTallies(named::add);
        tallies.accept(ToldCalls.answered(access, Duration.ofMillis(1)));
        tallies.accept(ToldCalls.answered(access, Duration.ofMillis(1)));
        other.accept(ToldCalls.answered(access, Duration.ofMillis(1)));
        other.accept(ToldCalls.answered(access, Duration.ofSeconds(2)));
        EndpointTally tally = only(messages(tallies, other));
        assertThat(tally.getEndpointId()).isEqualTo("endpoint-1");
        assertThat(tally.getBucketsList()).containsExactly(Buckets.of(1_000_000), Buckets.of(2_000_000_000));
        assertThat(tally.getItemsList()).containsExactly(3L, 1L);
        assertThat(tally.getErrorsList()).isEmpty();
        assertThat(messages(tallies, other)).containsExactly(Tallies.getDefaultInstance());
    }

    @Test
    void whatIsRefusedIsAnErrorAndNoTimeAndANodesErrorIsBoth() {
        tallies.accept(ToldCalls.refused(access, 7, Refusal.RATE_LIMITED));
        tallies.accept(ToldCalls.erred(access, 8, -32_000));
        tallies.accept(ToldCalls.erred(access, 9, -32_000));
        EndpointTally tally = only(messages(tallies));
        assertThat(tally.getItemsList()).containsExactly(2L);
        assertThat(tally.getErrorsList())
                .extracting(ErrorTally::getMethod, ErrorTally::getRefusal, ErrorTally::getCode, ErrorTally::getItems)
                .containsExactly(
                        tuple("(other)", Refusal.RATE_LIMITED, -32_005, 1L),
                        tuple("(other)", Refusal.REFUSAL_UNSPECIFIED, -32_000, 2L));
        assertThat(tally.getErrors(0).getHttpStatus()).isEqualTo(429);
        assertThat(tally.getErrors(1).getRequestIdsList()).containsExactly(8L, 9L);
        assertThat(tally.getErrors(1).getLastAgoMs()).isEqualTo(9_999);
    }

    @Test
    void ofManyAlikeAFewAreNamedAndTheirStoriesKept() {
        for (int request = 0; request < 1_000; request++) tallies.accept(ToldCalls.erred(access, request / 2, 3));
        ErrorTally group = only(messages(tallies)).getErrors(0);
        assertThat(group.getItems()).isEqualTo(1_000);
        assertThat(group.getRequestIdsList()).containsExactly(0L, 1L, 2L);
        assertThat(named).extracting(story -> story.request().value()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void kindsOfErrorsWithoutEndShareAGroupAndEndpointsWithoutEndAreLeftOut() {
        for (int code = 1; code <= 100; code++) tallies.accept(ToldCalls.erred(access, code, code));
        List<ErrorTally> errors = only(messages(tallies)).getErrorsList();
        assertThat(errors).hasSize(OfEndpoint.MOST_GROUPS + 1);
        assertThat(errors.getLast().getMethod()).isEqualTo("(other)");
        assertThat(errors.getLast().getCode()).isZero();
        assertThat(errors.stream().mapToLong(ErrorTally::getItems).sum()).isEqualTo(100);

        int endpoints = LoopTallies.MOST_ENDPOINTS + 10;
        for (int i = 0; i < endpoints; i++) tallies.accept(ToldCalls.erred(ToldCalls.access(i), i, 1));
        LoopTallies.Taken taken = tallies.take();
        assertThat(taken.endpoints()).hasSize(LoopTallies.MOST_ENDPOINTS);
        assertThat(taken.leftOut()).isEqualTo(10);
        assertThat(AllTallies.items(List.of(taken))).isEqualTo(endpoints);
        List<Tallies> messages = AllTallies.messages(List.of(taken), LATER);
        assertThat(messages)
                .hasSize(Math.ceilDiv(LoopTallies.MOST_ENDPOINTS, AllTallies.ENDPOINTS_A_MESSAGE))
                .allSatisfy(message -> assertThat(message.getSerializedSize()).isLessThan(200_000));
        assertThat(messages.stream()
                        .flatMap(message -> message.getEndpointsList().stream())
                        .flatMap(endpoint -> endpoint.getErrorsList().stream())
                        .filter(error -> error.getCode() != 0))
                .hasSize(LoopTallies.MOST_GROUPS);
    }
}
