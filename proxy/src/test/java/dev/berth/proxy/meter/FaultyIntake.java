package dev.berth.proxy.meter;

import dev.berth.contract.v1.Ack;
import dev.berth.contract.v1.Cells;
import dev.berth.contract.v1.EpochState;
import dev.berth.contract.v1.IntakeState;
import dev.berth.contract.v1.UsageAnswer;
import dev.berth.contract.v1.UsageGrpc;
import dev.berth.contract.v1.UsageReport;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An intake behind gRPC that can be told to misbehave. */
final class FaultyIntake extends UsageGrpc.UsageImplBase {
    final IntakeModel model = new IntakeModel();
    final AtomicInteger streams = new AtomicInteger();
    final List<Cells> received = new CopyOnWriteArrayList<>();
    final List<List<Epoch>> hellos = new CopyOnWriteArrayList<>();

    /** Every so many reports the stream breaks, after the commit and before the acknowledgement; 0: never. */
    volatile int breakEvery;

    /** So many reports are lost from now on: neither merged nor acknowledged, and the stream stays. */
    final AtomicInteger toDrop = new AtomicInteger();

    /** Reports are merged twice, and acknowledged when the next one comes. */
    volatile boolean doubling;

    @Override
    public StreamObserver<UsageReport> ship(StreamObserver<UsageAnswer> answer) {
        streams.incrementAndGet();
        return new StreamObserver<>() {
            private int reports;
            private boolean broken;
            private @Nullable Cells unanswered;

            @Override
            public void onNext(UsageReport report) {
                if (broken) return;
                if (report.hasHello()) {
                    answer.onNext(state(report));
                    return;
                }
                if (toDrop.getAndUpdate(left -> Math.max(0, left - 1)) > 0) return;
                received.add(report.getCells());
                model.merge(report.getCells());
                if (doubling) model.merge(report.getCells());
                if (breakEvery > 0 && ++reports % breakEvery == 0) {
                    broken = true;
                    answer.onError(Status.UNAVAILABLE
                            .withDescription("cut after the commit")
                            .asRuntimeException());
                    return;
                }
                Cells late = unanswered;
                unanswered = doubling ? report.getCells() : null;
                if (late != null) answer.onNext(ack(late));
                if (!doubling) answer.onNext(ack(report.getCells()));
            }

            @Override
            public void onError(Throwable error) {
                broken = true;
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private static UsageAnswer ack(Cells report) {
        return UsageAnswer.newBuilder()
                .setAck(Ack.newBuilder().setEpoch(report.getEpoch()).setSeq(report.getSeq()))
                .build();
    }

    private UsageAnswer state(UsageReport report) {
        var state = IntakeState.newBuilder().setIncarnation(model.incarnation());
        List<Epoch> epochs = new ArrayList<>();
        for (var bytes : report.getHello().getEpochsList()) {
            epochs.add(Epoch.of(bytes));
            IntakeModel.Known known = model.known(Epoch.of(bytes));
            state.addEpochs(EpochState.newBuilder()
                    .setEpoch(bytes)
                    .setLastSeq(known.lastSeq())
                    .setFinal(known.isFinal()));
        }
        hellos.add(epochs);
        return UsageAnswer.newBuilder().setState(state).build();
    }
}
