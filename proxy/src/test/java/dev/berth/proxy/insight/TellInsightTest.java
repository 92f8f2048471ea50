package dev.berth.proxy.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.contract.v1.CallExplanation;
import dev.berth.contract.v1.CallQuestion;
import dev.berth.contract.v1.EndpointTally;
import dev.berth.contract.v1.Heard;
import dev.berth.contract.v1.InsightAsked;
import dev.berth.contract.v1.InsightGrpc;
import dev.berth.contract.v1.InsightTold;
import dev.berth.contract.v1.Outcome;
import dev.berth.proxy.access.Access;
import dev.berth.proxy.explain.CallStory;
import dev.berth.proxy.explain.Explanations;
import dev.berth.proxy.explain.RecentCalls;
import dev.berth.proxy.explain.RequestId;
import dev.berth.proxy.link.ControlPlaneLink;
import dev.berth.proxy.link.LocalServer;
import dev.berth.proxy.link.ProxyId;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TellInsightTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AllTallies tallies = new AllTallies();
    private final Explanations explanations = new Explanations(InstantSource.system(), System::nanoTime);
    private final Listening controlPlane = new Listening();
    private final Access access = ToldCalls.access(1);
    private LocalServer server;
    private ControlPlaneLink link;
    private RecentCalls recent;
    private LoopTallies ofLoop;

    /** Keeps what it is told, and says that it heard. */
    private static final class Listening extends InsightGrpc.InsightImplBase {
        private final List<InsightTold> told = new CopyOnWriteArrayList<>();
        private final List<StreamObserver<InsightAsked>> proxies = new CopyOnWriteArrayList<>();

        @Override
        public StreamObserver<InsightTold> tell(StreamObserver<InsightAsked> proxy) {
            return new StreamObserver<>() {
                @Override
                public void onNext(InsightTold message) {
                    told.add(message);
                    if (message.hasHello()) proxies.add(proxy);
                    if (message.hasTallies()) say(proxy, asked().setHeard(Heard.getDefaultInstance()));
                }

                @Override
                public void onError(Throwable why) {
                    proxies.remove(proxy);
                }

                @Override
                public void onCompleted() {
                    proxies.remove(proxy);
                }
            };
        }

        private static InsightAsked.Builder asked() {
            return InsightAsked.newBuilder();
        }

        List<EndpointTally> endpoints() {
            return told.stream()
                    .filter(InsightTold::hasTallies)
                    .flatMap(message -> message.getTallies().getEndpointsList().stream())
                    .toList();
        }

        List<CallExplanation> explanations() {
            return told.stream()
                    .filter(InsightTold::hasExplanation)
                    .map(InsightTold::getExplanation)
                    .toList();
        }

        void ask(long number, long requestId) {
            say(
                    proxies.getLast(),
                    asked().setQuestion(
                                    CallQuestion.newBuilder().setNumber(number).setRequestId(requestId)));
        }

        /** Questions and what is heard come from threads of their own, and a stream takes one message at a time. */
        private static void say(StreamObserver<InsightAsked> proxy, InsightAsked.Builder message) {
            synchronized (proxy) {
                proxy.onNext(message.build());
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new LocalServer(controlPlane);
        link = server.link();
        recent = onLoop(() -> explanations.ofLoop(vertx));
        ofLoop = onLoop(() -> tallies.ofLoop(vertx, recent::keep));
    }

    @AfterEach
    void stop() throws Exception {
        link.close();
        server.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    private TellInsight tell() {
        return TellInsight.start(
                link.channel(), new ProxyId(UUID.randomUUID()), tallies, explanations, metrics, System::nanoTime, TICK);
    }

    private <T> T onLoop(Supplier<T> work) throws Exception {
        Promise<T> done = Promise.promise();
        loop.runOnContext(_ -> done.complete(work.get()));
        return done.future().await(20, TimeUnit.SECONDS);
    }

    private void tally() throws Exception {
        onLoop(() -> {
            ofLoop.accept(ToldCalls.answered(access, Duration.ofMillis(3)));
            return 0;
        });
    }

    private long toldItems() {
        return controlPlane.endpoints().stream()
                .flatMap(endpoint -> endpoint.getItemsList().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void whatCallsCameToIsToldOnceAndWithTheProxysToken() throws Exception {
        try (var _ = tell()) {
            await().atMost(PATIENCE).until(() -> !controlPlane.proxies.isEmpty());
            tally();
            await().atMost(PATIENCE).until(() -> toldItems() + lost() >= 1);
            int messages = controlPlane.told.size();
            await().atMost(PATIENCE).until(() -> controlPlane.told.size() > messages + 2);
            assertThat(toldItems() + lost()).isEqualTo(1);
            assertThat(server.authorization()).isEqualTo("Bearer " + LocalServer.TOKEN.value());
        }
    }

    @Test
    void whatNobodyHearsIsCountedAsLostAndTheNextIsToldAgain() throws Exception {
        server.stop();
        try (var _ = tell()) {
            tally();
            await().atMost(PATIENCE).until(() -> lost() == 1);
            server.start();
            await().atMost(PATIENCE).until(() -> controlPlane.told.stream().anyMatch(InsightTold::hasTallies));
            tally();
            await().atMost(PATIENCE).until(() -> toldItems() + lost() == 2);
        }
    }

    @Test
    void aCallThatIsRememberedIsExplainedAndAnotherIsNot() throws Exception {
        var story = new CallStory(new RequestId(0xabc), null, 0, access, null, 0);
        onLoop(() -> {
            recent.began(story);
            story.ended(Outcome.ANSWERED, 5);
            return 0;
        });
        try (var _ = tell()) {
            await().atMost(PATIENCE).until(() -> !controlPlane.proxies.isEmpty());
            controlPlane.ask(1, 0xabc);
            controlPlane.ask(2, 0xdef);
            await().atMost(PATIENCE).until(() -> controlPlane.explanations().size() == 2);
            assertThat(controlPlane.explanations().getFirst().getNumber()).isEqualTo(1);
            assertThat(controlPlane.explanations().getFirst().getJson())
                    .contains("\"requestId\":\"0000000000000abc\"", "\"endpointId\":\"endpoint-1\"");
            assertThat(controlPlane.explanations().getLast().getJson()).isEmpty();
        }
    }

    @Test
    void moreQuestionsThanItsPaceAllowsAreLeftUnanswered() throws Exception {
        try (var _ = tell()) {
            await().atMost(PATIENCE).until(() -> !controlPlane.proxies.isEmpty());
            for (int number = 1; number <= 2_000; number++) controlPlane.ask(number, number);
            await().atMost(PATIENCE).until(() -> !controlPlane.explanations().isEmpty());
            int messages =
                    controlPlane.told.size() - controlPlane.explanations().size();
            await().atMost(PATIENCE)
                    .until(() -> controlPlane.told.size()
                                    - controlPlane.explanations().size()
                            > messages + 4);
            assertThat(controlPlane.explanations().size()).isBetween(1, 1_000);
        }
    }

    private long lost() {
        return (long) metrics.get("berth_proxy_untold_items").counter().count();
    }
}
