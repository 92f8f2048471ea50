package dev.berth.control.insight;

import dev.berth.contract.v1.CallQuestion;
import dev.berth.contract.v1.Heard;
import dev.berth.contract.v1.InsightAsked;
import dev.berth.contract.v1.InsightGrpc;
import dev.berth.contract.v1.InsightTold;
import dev.berth.contract.v1.Tallies;
import dev.berth.control.database.Database;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what proxies tell of calls, and carries {@link ProxyQuestions} to them. What cannot be stored is lost, as it may be. */
public final class InsightService extends InsightGrpc.InsightImplBase {
    private static final Logger log = LoggerFactory.getLogger(InsightService.class);

    private final Database database;
    private final ProxyQuestions questions;

    public InsightService(Database database, ProxyQuestions questions) {
        this.database = database;
        this.questions = questions;
    }

    @Override
    public StreamObserver<InsightTold> tell(StreamObserver<InsightAsked> answer) {
        return new Incoming((ServerCallStreamObserver<InsightAsked>) answer);
    }

    private final class Incoming implements StreamObserver<InsightTold> {
        private final ServerCallStreamObserver<InsightAsked> answer;
        private ProxyQuestions.@Nullable Stream proxy;
        private boolean ended;

        Incoming(ServerCallStreamObserver<InsightAsked> answer) {
            this.answer = answer;
            answer.setOnCancelHandler(this::leave);
        }

        @Override
        public void onNext(InsightTold told) {
            if (ended) return;
            try {
                switch (told.getKindCase()) {
                    case HELLO -> hello(told.getHello().getProxyId());
                    case TALLIES -> store(told.getTallies());
                    case EXPLANATION -> known().answered(told.getExplanation());
                    case KIND_NOT_SET -> throw new IllegalArgumentException("an empty message");
                }
            } catch (IllegalArgumentException e) {
                ended = true;
                leave();
                answer.onError(
                        Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            }
        }

        private void hello(String id) {
            var _ = UUID.fromString(id);
            if (proxy != null) throw new IllegalArgumentException("a second hello on one stream");
            proxy = questions.came(this::ask);
        }

        private ProxyQuestions.Stream known() {
            if (proxy == null) throw new IllegalArgumentException("something before the hello");
            return proxy;
        }

        private void store(Tallies tallies) {
            known();
            try {
                database.doAsPlatform(tx -> {
                    Latencies.add(tx, tallies.getEndpointsList());
                    CallErrors.add(tx, tallies.getEndpointsList());
                });
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("reason", String.valueOf(e.getMessage()))
                        .log("times and errors of calls were not stored, and are lost");
            }
            say(InsightAsked.newBuilder().setHeard(Heard.getDefaultInstance()));
        }

        private void ask(CallQuestion question) {
            say(InsightAsked.newBuilder().setQuestion(question));
        }

        /** Two threads have something to say: the one that hears the proxy, and whoever has a question. */
        private void say(InsightAsked.Builder said) {
            synchronized (answer) {
                if (!answer.isCancelled() && answer.isReady()) answer.onNext(said.build());
            }
        }

        private void leave() {
            ProxyQuestions.Stream left = proxy;
            if (left != null) questions.left(left);
        }

        @Override
        public void onError(Throwable error) {
            ended = true;
            leave();
        }

        @Override
        public void onCompleted() {
            leave();
            if (!ended) answer.onCompleted();
            ended = true;
        }
    }
}
